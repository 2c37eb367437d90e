# Without a mock: values that the provider computes at plan. Nothing calls Google, as data sources wait for their APIs.

run "computed" {
  command = plan

  # Accounts

  assert {
    condition     = google_service_account.ml_training.email == "ml-training-sa@my-ml-project.iam.gserviceaccount.com" && google_service_account.ml_nodes.email == "ml-gke-nodes@my-ml-project.iam.gserviceaccount.com"
    error_message = "The accounts have other addresses."
  }
  assert {
    condition     = google_storage_bucket_iam_member.ml_training_models.member == "serviceAccount:ml-training-sa@my-ml-project.iam.gserviceaccount.com"
    error_message = "Somebody else has the access of the training account."
  }
  assert {
    condition     = google_compute_instance.gpu_training.service_account[0].email == "ml-training-sa@my-ml-project.iam.gserviceaccount.com"
    error_message = "The instance runs as another account."
  }

  # Labels

  assert {
    condition     = alltrue([for labels in [google_compute_instance.gpu_training.effective_labels, google_compute_disk.training_data.effective_labels, google_storage_bucket.models.effective_labels] : labels["environment"] == "production" && labels["project"] == "ml-platform" && labels["cost-center"] == "ai-research" && labels["managed-by"] == "terraform"])
    error_message = "The bill does not tell what it is for."
  }
  assert {
    condition     = google_storage_bucket.models.effective_labels["purpose"] == "models"
    error_message = "The labels of the platform replace those of the bucket."
  }
}
