# The whole graph, applied and destroyed again with invented responses: order, references and outputs are consistent.

mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }

  mock_data "google_storage_project_service_account" {
    defaults = { member = "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com" }
  }

  mock_data "google_storage_transfer_project_service_account" {
    defaults = {
      member     = "serviceAccount:project-123456789012@storage-transfer-service.iam.gserviceaccount.com"
      subject_id = "112233445566778899002"
    }
  }

  override_resource {
    target = google_service_account.ml_fleet_schedules
    values = {
      email  = "schedules@my-ml-project.iam.gserviceaccount.com"
      member = "serviceAccount:schedules@my-ml-project.iam.gserviceaccount.com"
    }
  }

  override_resource {
    target = google_service_account.ml_training
    values = {
      email  = "training@my-ml-project.iam.gserviceaccount.com"
      member = "serviceAccount:training@my-ml-project.iam.gserviceaccount.com"
    }
  }

  override_resource {
    target = google_service_account.ml_nodes
    values = {
      email  = "nodes@my-ml-project.iam.gserviceaccount.com"
      member = "serviceAccount:nodes@my-ml-project.iam.gserviceaccount.com"
    }
  }
}

run "apply" {
  assert {
    condition     = output.ssh_commands["training"] == "gcloud compute ssh ${google_compute_instance.gpu_training.name} --project ${var.project} --zone ${var.zone} --tunnel-through-iap"
    error_message = "The command opens a shell somewhere else."
  }
  assert {
    condition     = startswith(output.cluster_credentials_command, "gcloud container clusters get-credentials ${google_container_cluster.ml_cluster.name} --location ${google_container_cluster.ml_cluster.location} --project ${var.project}")
    error_message = "The command is for another cluster."
  }
  assert {
    condition     = output.registry == "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.ml_images.repository_id}"
    error_message = "Images are pushed somewhere else."
  }
  assert {
    condition     = output.service_account_email == google_service_account.ml_training.email
    error_message = "The output is the address of another account."
  }
}
