# The configuration with every option, applied and destroyed again: values that depend on responses of Google.

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

run "apply_every_option" {
  # Agents of Google

  assert {
    condition     = google_kms_crypto_key_iam_member.storage.member == data.google_storage_project_service_account.this.member
    error_message = "Cloud Storage may not use its key."
  }
  assert {
    condition     = google_kms_crypto_key_iam_member.disks.member == "serviceAccount:service-123456789012@compute-system.iam.gserviceaccount.com"
    error_message = "Compute Engine may not use its key."
  }
  assert {
    condition     = google_kms_crypto_key_iam_member.cluster.member == "serviceAccount:service-123456789012@container-engine-robot.iam.gserviceaccount.com"
    error_message = "GKE may not use its key."
  }
  assert {
    condition     = google_storage_bucket_iam_member.transfer_datasets_writer.member == data.google_storage_transfer_project_service_account.this.member && google_storage_bucket_iam_member.transfer_datasets_writer.bucket == google_storage_bucket.datasets.name
    error_message = "Storage Transfer Service may not write, or another account may."
  }

  # Pods and the project

  assert {
    condition     = google_storage_bucket_iam_member.pods_team_job-runner_models.member == "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/${var.project}.svc.id.goog/subject/ns/team/sa/job-runner" && google_storage_bucket_iam_member.pods_team_job-runner_models.bucket == google_storage_bucket.models.name
    error_message = "Other pods have the access, or to another bucket."
  }
  assert {
    condition     = google_billing_budget.project.budget_filter[0].projects == toset(["projects/123456789012"])
    error_message = "The budget is of other projects."
  }

  # Outputs

  assert {
    condition     = output.external_addresses == { v100 = google_compute_instance.gpu_v100.network_interface[0].access_config[0].nat_ip }
    error_message = "The public addresses are others."
  }
  assert {
    condition     = output.transfer_account_unique_id == data.google_storage_transfer_project_service_account.this.subject_id && output.training_account_unique_id == google_service_account.ml_training.unique_id
    error_message = "The roles on AWS would trust another account."
  }
  assert {
    condition     = output.fleet_resize_commands["l4"] == "gcloud compute instance-groups managed resize ${google_compute_instance_group_manager.fleet_l4.name} --project ${var.project} --zone ${var.zone} --size"
    error_message = "The command changes another fleet."
  }
  assert {
    condition     = endswith(output.cluster_credentials_command, "--project ${var.project}")
    error_message = "The command goes by a name that is closed."
  }
}
