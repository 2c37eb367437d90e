# Resources of every environment: network, buckets, accounts and the training instance.

mock_provider "google" {
  source = "./mocks"
}

run "platform" {
  command = plan

  # Network

  assert {
    condition     = !google_compute_network.ml_vpc.auto_create_subnetworks
    error_message = "The network has subnets that are not configured."
  }
  assert {
    condition     = google_compute_subnetwork.ml_subnet.network == google_compute_network.ml_vpc.id
    error_message = "The subnet is in another network."
  }
  assert {
    condition     = google_compute_subnetwork.ml_subnet.private_ip_google_access
    error_message = "Machines without a public address do not reach Cloud Storage."
  }
  assert {
    condition     = google_compute_subnetwork.ml_subnet.log_config[0].flow_sampling > 0
    error_message = "The subnet has no flow logs."
  }
  assert {
    condition     = toset([for range in google_compute_subnetwork.ml_subnet.secondary_ip_range : range.range_name]) == toset(["pods", "services"])
    error_message = "The subnet lacks the ranges of pods and services."
  }
  assert {
    condition     = google_compute_router.ml_router.network == google_compute_network.ml_vpc.id && google_compute_router_nat.ml_nat.router == google_compute_router.ml_router.name
    error_message = "The way out leads out of another network."
  }

  # Firewall

  assert {
    condition     = google_compute_firewall.allow_iap_ssh.source_ranges == toset(["35.235.240.0/20"]) && one(google_compute_firewall.allow_iap_ssh.allow).protocol == "tcp" && one(google_compute_firewall.allow_iap_ssh.allow).ports == tolist(["22"])
    error_message = "SSH is open to more than the Identity-Aware Proxy, or more than SSH is."
  }
  assert {
    condition     = google_compute_firewall.allow_internal.source_ranges == toset([google_compute_subnetwork.ml_subnet.ip_cidr_range, one([for range in google_compute_subnetwork.ml_subnet.secondary_ip_range : range.ip_cidr_range if range.range_name == "pods"])])
    error_message = "The internal rule lets in more or less than the subnet and its pods."
  }
  assert {
    condition     = google_compute_firewall.deny_ingress.priority == 65534 && google_compute_firewall.deny_ingress.source_ranges == toset(["0.0.0.0/0"]) && one(google_compute_firewall.deny_ingress.deny).protocol == "all" && length(google_compute_firewall.deny_ingress.log_config) == 1
    error_message = "What no rule allows is not refused and logged last."
  }
  assert {
    condition     = alltrue([for rule in [google_compute_firewall.allow_iap_ssh, google_compute_firewall.allow_internal, google_compute_firewall.deny_ingress] : rule.direction == "INGRESS" && rule.network == google_compute_network.ml_vpc.name])
    error_message = "A rule is for another network, or for traffic that leaves."
  }

  # Buckets

  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.datasets, google_storage_bucket.models, google_storage_bucket.artifacts] : bucket.public_access_prevention == "enforced" && bucket.uniform_bucket_level_access])
    error_message = "The internet may be let into a bucket."
  }
  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.datasets, google_storage_bucket.models, google_storage_bucket.artifacts] : bucket.versioning[0].enabled])
    error_message = "A bucket keeps no versions."
  }
  assert {
    condition     = [for condition in [for rule in google_storage_bucket.datasets.lifecycle_rule : one(rule.condition) if one(rule.action).type == "Delete"] : condition.age if condition.with_state == "LIVE" && condition.matches_prefix == tolist(["temp/"])] == [7]
    error_message = "Temporary files do not end after 7 days, or others do."
  }
  assert {
    condition     = alltrue([for condition in [for rule in google_storage_bucket.datasets.lifecycle_rule : one(rule.condition) if one(rule.action).type == "Delete"] : condition.with_state == "ARCHIVED" || length(coalesce(condition.matches_prefix, [])) > 0])
    error_message = "A rule deletes datasets wherever they are."
  }
  assert {
    condition     = alltrue([for rule in google_storage_bucket.models.lifecycle_rule : contains(["AbortIncompleteMultipartUpload", "Delete"], one(rule.action).type)]) && alltrue([for condition in [for rule in google_storage_bucket.models.lifecycle_rule : one(rule.condition) if one(rule.action).type == "Delete"] : coalesce(condition.days_since_noncurrent_time, 0) > 0])
    error_message = "Models are moved or deleted."
  }
  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.datasets, google_storage_bucket.models, google_storage_bucket.artifacts] : anytrue([for condition in [for rule in bucket.lifecycle_rule : one(rule.condition) if one(rule.action).type == "Delete"] : condition.with_state == "ARCHIVED" && coalesce(condition.days_since_noncurrent_time, 0) >= 30 && length(coalesce(condition.matches_prefix, [])) == 0])])
    error_message = "A bucket keeps old versions for ever, or for less than 30 days."
  }
  assert {
    condition     = [for condition in [for rule in google_storage_bucket.artifacts.lifecycle_rule : one(rule.condition) if one(rule.action).type == "Delete"] : condition.age if condition.with_state == "LIVE" && condition.matches_prefix == tolist(["experiments/"])] == [90]
    error_message = "Experiments do not end after 90 days."
  }

  # Accounts

  assert {
    condition     = google_storage_bucket_iam_member.ml_training_datasets.bucket == google_storage_bucket.datasets.name && google_storage_bucket_iam_member.ml_training_models.bucket == google_storage_bucket.models.name && google_storage_bucket_iam_member.ml_training_artifacts.bucket == google_storage_bucket.artifacts.name
    error_message = "The training account has access to another bucket."
  }
  assert {
    condition     = alltrue([for grant in [google_storage_bucket_iam_member.ml_training_datasets, google_storage_bucket_iam_member.ml_training_models, google_storage_bucket_iam_member.ml_training_artifacts] : grant.role == "roles/storage.objectAdmin" && grant.member == google_service_account.ml_training.member])
    error_message = "Somebody else has the access of the training account, or it has another role."
  }
  assert {
    condition     = google_project_iam_member.ml_training_logs.role == "roles/logging.logWriter" && google_project_iam_member.ml_training_metrics.role == "roles/monitoring.metricWriter" && google_project_iam_member.ml_nodes.role == "roles/container.defaultNodeServiceAccount"
    error_message = "An account may do more in the project than to write logs and metrics."
  }
  assert {
    condition     = google_project_iam_member.ml_nodes.member == google_service_account.ml_nodes.member && google_artifact_registry_repository_iam_member.ml_nodes.member == google_service_account.ml_nodes.member
    error_message = "The access of the nodes is given to another account."
  }
  assert {
    condition     = google_artifact_registry_repository_iam_member.ml_nodes.role == "roles/artifactregistry.reader" && google_artifact_registry_repository_iam_member.ml_nodes.repository == google_artifact_registry_repository.ml_images.name
    error_message = "The nodes do not read the repository of images, or may do more."
  }

  # The training instance: Spot

  assert {
    condition     = google_compute_instance.gpu_training.scheduling[0].provisioning_model == "SPOT" && google_compute_instance.gpu_training.scheduling[0].preemptible
    error_message = "The instance is not a Spot one."
  }
  assert {
    condition     = google_compute_instance.gpu_training.scheduling[0].automatic_restart == false
    error_message = "A Spot instance cannot restart by itself."
  }
  assert {
    condition     = google_compute_instance.gpu_training.scheduling[0].instance_termination_action == "STOP"
    error_message = "A preempted instance is deleted, and its boot disk with it."
  }
  assert {
    condition     = google_compute_instance.gpu_training.scheduling[0].on_host_maintenance == "TERMINATE"
    error_message = "An instance with a GPU cannot migrate."
  }

  # The training instance: place

  assert {
    condition     = google_compute_instance.gpu_training.network_interface[0].network == google_compute_network.ml_vpc.name && google_compute_instance.gpu_training.network_interface[0].subnetwork == google_compute_subnetwork.ml_subnet.name
    error_message = "The instance is in another network."
  }
  assert {
    condition     = google_compute_instance.gpu_training.service_account[0].email == google_service_account.ml_training.email
    error_message = "The instance runs as another account."
  }
  assert {
    condition     = google_compute_instance.gpu_training.attached_disk[0].source == google_compute_disk.training_data.id && google_compute_instance.gpu_training.attached_disk[0].device_name == google_compute_disk.training_data.name
    error_message = "The instance has another data disk, or its script does not find it."
  }
  assert {
    condition     = google_compute_disk.training_data.zone == google_compute_instance.gpu_training.zone
    error_message = "A disk in another zone cannot be attached."
  }
  assert {
    condition     = strcontains(google_compute_instance.gpu_training.metadata["startup-script"], "ML_DATA_DEVICE_NAME='${google_compute_disk.training_data.name}'")
    error_message = "The startup script is missing, or is for another disk."
  }
  assert {
    condition     = length(google_compute_instance.gpu_training.guest_accelerator) == 0 || startswith(google_compute_instance.gpu_training.machine_type, "n1-")
    error_message = "The machine type has its GPU, and another one is attached."
  }
}
