# Resources that only the configuration with every option has.

mock_provider "google" {
  source = "./mocks"
}

run "every_option" {
  command = plan

  # Instances

  assert {
    condition     = google_compute_instance.gpu_training.machine_type == "a2-highgpu-1g" && google_compute_instance.gpu_v100.machine_type == "n1-standard-8"
    error_message = "The instances are others."
  }

  assert {
    condition     = google_compute_instance.gpu_v100.guest_accelerator[0].type == "nvidia-tesla-v100" && google_compute_instance.gpu_v100.guest_accelerator[0].count == 2
    error_message = "The instance has other GPUs."
  }
  assert {
    condition     = google_compute_instance.gpu_v100.scheduling[0].provisioning_model == "STANDARD" && google_compute_instance.gpu_v100.scheduling[0].automatic_restart && google_compute_instance.gpu_v100.scheduling[0].on_host_maintenance == "TERMINATE"
    error_message = "An on-demand instance does not come back after maintenance."
  }
  assert {
    condition     = google_compute_instance.gpu_v100.attached_disk[0].source == google_compute_disk.v100_data.id && google_compute_disk.v100_data.size == 500
    error_message = "The instance has the data disk of the other."
  }
  assert {
    condition     = length(google_compute_instance.gpu_v100.network_interface[0].access_config) == 1
    error_message = "The instance has no public address."
  }
  assert {
    condition     = google_compute_instance.gpu_v100.shielded_instance_config[0].enable_secure_boot
    error_message = "Unsigned modules load."
  }

  # Joined networks

  assert {
    condition     = google_compute_firewall.allow_aws.source_ranges == toset(["10.0.0.0/16"]) && google_compute_firewall.allow_aws.network == google_compute_network.ml_vpc.name
    error_message = "The rule admits other instances than those on AWS."
  }
  assert {
    condition     = google_compute_subnetwork.ml_subnet.ip_cidr_range == "10.20.0.0/22" && [for range in google_compute_subnetwork.ml_subnet.secondary_ip_range : range.ip_cidr_range] == ["10.128.0.0/15", "10.30.0.0/20"]
    error_message = "The ranges are others."
  }

  # Fleet on demand

  assert {
    condition     = google_compute_instance_template.fleet_l4.machine_type == "g2-standard-8" && length(google_compute_instance_template.fleet_l4.guest_accelerator) == 0 && google_compute_instance_template.fleet_l4.scheduling[0].provisioning_model == "STANDARD"
    error_message = "The instances have other GPUs, or are Spot ones."
  }
  assert {
    condition     = google_compute_instance_group_manager.fleet_l4.target_size == 1
    error_message = "The fleet begins with another size."
  }
  assert {
    condition     = alltrue([for each in [google_cloud_scheduler_job.fleet_l4__nights, google_cloud_scheduler_job.fleet_l4__weekends, google_cloud_scheduler_job.fleet_l4__mornings, google_cloud_scheduler_job.fleet_l4__mondays] : strcontains(each.http_target[0].uri, "/instanceGroupManagers/${google_compute_instance_group_manager.fleet_l4.name}/resize?")])
    error_message = "A schedule changes another fleet."
  }
  assert {
    condition     = [for each in [google_cloud_scheduler_job.fleet_l4__nights, google_cloud_scheduler_job.fleet_l4__weekends] : "${each.schedule} ${each.time_zone} ${split("=", each.http_target[0].uri)[1]}"] == ["0 22 * * MON-THU Europe/Berlin 4", "0 0 * * SAT Europe/Berlin 6"]
    error_message = "The fleet grows at other times, or to other sizes."
  }
  assert {
    condition     = [for each in [google_cloud_scheduler_job.fleet_l4__mornings, google_cloud_scheduler_job.fleet_l4__mondays] : "${each.schedule} ${each.time_zone} ${split("=", each.http_target[0].uri)[1]}"] == ["0 6 * * TUE-FRI Europe/Berlin 1", "0 0 * * MON Europe/Berlin 1"]
    error_message = "The fleet does not go back to its smallest size."
  }

  # Cluster

  assert {
    condition     = [for block in google_container_cluster.ml_cluster.master_authorized_networks_config[0].cidr_blocks : block.cidr_block] == ["203.0.113.0/24"] && !google_container_cluster.ml_cluster.master_authorized_networks_config[0].gcp_public_cidrs_access_enabled
    error_message = "Others reach the API of the cluster."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.control_plane_endpoints_config[0].ip_endpoints_config[0].enabled && !google_container_cluster.ml_cluster.control_plane_endpoints_config[0].dns_endpoint_config[0].allow_external_traffic
    error_message = "The API is open by its name, which the ranges do not limit."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.release_channel[0].channel == "STABLE"
    error_message = "The version comes from another channel."
  }
  assert {
    condition     = google_container_node_pool.batch.autoscaling[0].total_min_node_count == 1 && google_container_node_pool.batch.autoscaling[0].total_max_node_count == 7 && google_container_node_pool.batch.node_locations == toset(["us-central1-a", "us-central1-b"])
    error_message = "The pool batch has other limits or zones."
  }
  assert {
    condition     = [for taint in google_container_node_pool.batch.node_config[0].taint : "${taint.key}:${taint.effect}"] == ["example.com/batch:NO_EXECUTE", "team:PREFER_NO_SCHEDULE", "nvidia.com/gpu:NO_SCHEDULE"]
    error_message = "The taints are others."
  }

  # Notifications

  assert {
    condition     = google_billing_budget.project.billing_account == "012345-ABCDEF-012345" && google_billing_budget.project.amount[0].specified_amount[0].units == "5000"
    error_message = "The budget is another one."
  }
  assert {
    condition     = [for rule in google_billing_budget.project.threshold_rules : "${rule.threshold_percent} ${rule.spend_basis}"] == ["0.5 CURRENT_SPEND", "0.8 CURRENT_SPEND", "1 CURRENT_SPEND", "1 FORECASTED_SPEND"]
    error_message = "The budget notifies at other amounts."
  }
  assert {
    condition     = toset(google_billing_budget.project.all_updates_rule[0].monitoring_notification_channels) == toset([google_monitoring_notification_channel.email_7196167c.id, google_monitoring_notification_channel.email_c63654f3.id])
    error_message = "The budget notifies other addresses."
  }
  assert {
    condition     = alltrue([for policy in [google_monitoring_alert_policy.idle, google_monitoring_alert_policy.no_capacity, google_monitoring_alert_policy.preempted] : length(policy.notification_channels) == 2])
    error_message = "An alert notifies no address."
  }

  # Data on aws

  assert {
    condition     = google_storage_transfer_job.datasets.transfer_spec[0].aws_s3_data_source[0].bucket_name == var.aws_datasets_bucket && google_storage_transfer_job.datasets.transfer_spec[0].gcs_data_sink[0].bucket_name == google_storage_bucket.datasets.name
    error_message = "Datasets are copied from or to another bucket."
  }
  assert {
    condition     = google_storage_transfer_job.models.transfer_spec[0].aws_s3_data_source[0].role_arn == "arn:aws:iam::${var.aws_account_id}:role/ml-platform-production-gcp-transfer-us-west-2" && google_storage_transfer_job.models.transfer_spec[0].gcs_data_sink[0].bucket_name == google_storage_bucket.models.name
    error_message = "Models are copied as another role, or to another bucket."
  }
  assert {
    condition     = google_storage_transfer_job.datasets.schedule[0].repeat_interval == "43200s"
    error_message = "Buckets are copied at other times."
  }

  # Registry

  assert {
    condition     = google_artifact_registry_repository.ml_images.repository_id == "every-images" && one(google_artifact_registry_repository.ml_images.cleanup_policies).action == "DELETE" && one(google_artifact_registry_repository.ml_images.cleanup_policies).condition[0].tag_state == "UNTAGGED" && one(google_artifact_registry_repository.ml_images.cleanup_policies).condition[0].older_than == "604800s"
    error_message = "Images without a tag stay, or others go."
  }
}
