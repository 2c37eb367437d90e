# The fleets of production.

mock_provider "google" {
  source = "./mocks"
}

run "fleets" {
  command = plan

  # Instances

  assert {
    condition     = google_compute_instance_template.fleet_a100.machine_type == "a2-highgpu-1g" && length(google_compute_instance_template.fleet_a100.guest_accelerator) == 0
    error_message = "The instances of a100 have other GPUs, or one attached beside their own."
  }
  assert {
    condition     = google_compute_instance_template.fleet_v100.machine_type == "n1-standard-8" && google_compute_instance_template.fleet_v100.guest_accelerator[0].type == "nvidia-tesla-v100" && google_compute_instance_template.fleet_v100.guest_accelerator[0].count == 1
    error_message = "The instances of v100 have other GPUs."
  }
  assert {
    condition     = alltrue([for template in [google_compute_instance_template.fleet_a100, google_compute_instance_template.fleet_v100] : template.scheduling[0].provisioning_model == "SPOT" && template.scheduling[0].preemptible && template.scheduling[0].automatic_restart == false && template.scheduling[0].on_host_maintenance == "TERMINATE"])
    error_message = "Instances are not Spot ones, or Google refuses them."
  }
  assert {
    condition     = alltrue([for template in [google_compute_instance_template.fleet_a100, google_compute_instance_template.fleet_v100] : template.scheduling[0].instance_termination_action == "DELETE"])
    error_message = "Preempted instances of a group stay as stopped ones, and their disks are paid for."
  }
  assert {
    condition     = alltrue([for template in [google_compute_instance_template.fleet_a100, google_compute_instance_template.fleet_v100] : length(template.network_interface[0].access_config) == 0 && template.network_interface[0].subnetwork == google_compute_subnetwork.ml_subnet.name])
    error_message = "Instances have public addresses, or are in another network."
  }
  assert {
    condition     = alltrue([for template in [google_compute_instance_template.fleet_a100, google_compute_instance_template.fleet_v100] : template.service_account[0].email == google_service_account.ml_training.email && template.metadata["ml-artifacts-bucket"] == google_storage_bucket.artifacts.name])
    error_message = "Jobs run as another account, or keep their checkpoints in another bucket."
  }
  assert {
    condition     = alltrue([for template in [google_compute_instance_template.fleet_a100, google_compute_instance_template.fleet_v100] : template.disk[0].disk_encryption_key[0].kms_key_self_link == google_kms_crypto_key.disks.id && template.disk[0].auto_delete])
    error_message = "The disk of an instance outlives it, or is encrypted with another key."
  }

  # Sizes

  assert {
    condition     = google_compute_instance_group_manager.fleet_a100.version[0].instance_template == google_compute_instance_template.fleet_a100.id && google_compute_instance_group_manager.fleet_v100.version[0].instance_template == google_compute_instance_template.fleet_v100.id
    error_message = "A group creates the instances of the other."
  }
  assert {
    condition     = alltrue([for each in [google_cloud_scheduler_job.fleet_a100__scale_up_business_hours, google_cloud_scheduler_job.fleet_a100__scale_down_after_hours] : startswith(each.http_target[0].uri, "https://compute.googleapis.com/compute/v1/projects/${var.project}/zones/${var.zone}/instanceGroupManagers/${google_compute_instance_group_manager.fleet_a100.name}/resize?") && each.http_target[0].http_method == "POST"])
    error_message = "A schedule changes another group."
  }
  assert {
    condition     = alltrue([for each in [google_cloud_scheduler_job.fleet_a100__scale_up_business_hours, google_cloud_scheduler_job.fleet_a100__scale_down_after_hours] : each.http_target[0].oauth_token[0].service_account_email == google_service_account.ml_fleet_schedules.email])
    error_message = "A schedule acts as another account."
  }
  assert {
    condition     = google_project_iam_custom_role.ml_fleet_schedules.permissions == toset(["compute.instanceGroupManagers.update"]) && google_project_iam_member.ml_fleet_schedules.role == google_project_iam_custom_role.ml_fleet_schedules.id && google_project_iam_member.ml_fleet_schedules.member == google_service_account.ml_fleet_schedules.member
    error_message = "The account of the schedules may do more than change groups, or another may."
  }
  assert {
    condition     = "${google_cloud_scheduler_job.fleet_a100__scale_up_business_hours.schedule} ${google_cloud_scheduler_job.fleet_a100__scale_up_business_hours.time_zone} ${split("=", google_cloud_scheduler_job.fleet_a100__scale_up_business_hours.http_target[0].uri)[1]}" == "0 8 * * MON-FRI America/Los_Angeles 2"
    error_message = "The fleet grows at other times."
  }
  assert {
    condition     = "${google_cloud_scheduler_job.fleet_a100__scale_down_after_hours.schedule} ${google_cloud_scheduler_job.fleet_a100__scale_down_after_hours.time_zone} ${split("=", google_cloud_scheduler_job.fleet_a100__scale_down_after_hours.http_target[0].uri)[1]}" == "0 20 * * MON-FRI America/Los_Angeles 0"
    error_message = "GPUs run after hours."
  }
  assert {
    condition     = google_compute_instance_group_manager.fleet_a100.target_size == 0
    error_message = "Instances start before their schedule."
  }
  assert {
    condition     = google_compute_instance_group_manager.fleet_v100.target_size == 0
    error_message = "Instances start before a user asks for them."
  }
  assert {
    condition     = google_compute_instance_group_manager.fleet_a100.update_policy[0].type == "OPPORTUNISTIC"
    error_message = "A new template terminates running jobs."
  }
}
