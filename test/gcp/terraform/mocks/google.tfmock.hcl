# Values of Google where an invented string is not enough: the provider checks members of IAM policies, and asserts of
# a plan need known ids. Every id is different, so that a reference to the wrong block is not equal.

override_data {
  target          = data.google_project.this
  override_during = plan
  values          = { number = "123456789012" }
}

override_data {
  target          = data.google_storage_project_service_account.this
  override_during = plan
  values          = { member = "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com" }
}

override_data {
  target          = data.google_storage_transfer_project_service_account.this
  override_during = plan
  values          = { member = "serviceAccount:project-123456789012@storage-transfer-service.iam.gserviceaccount.com" }
}

override_resource {
  target          = google_service_account.ml_training
  override_during = plan
  values = {
    email  = "training@my-ml-project.iam.gserviceaccount.com"
    member = "serviceAccount:training@my-ml-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = google_service_account.ml_fleet_schedules
  override_during = plan
  values = {
    email  = "fleet-schedules@my-ml-project.iam.gserviceaccount.com"
    member = "serviceAccount:fleet-schedules@my-ml-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = google_service_account.ml_nodes
  override_during = plan
  values = {
    email  = "nodes@my-ml-project.iam.gserviceaccount.com"
    member = "serviceAccount:nodes@my-ml-project.iam.gserviceaccount.com"
  }
}

override_resource {
  target          = google_project_iam_custom_role.ml_fleet_schedules
  override_during = plan
  values          = { id = "projects/my-ml-project/roles/of-schedules" }
}

override_resource {
  target          = google_compute_network.ml_vpc
  override_during = plan
  values          = { id = "projects/my-ml-project/global/networks/of-the-platform" }
}

override_resource {
  target          = google_compute_subnetwork.ml_subnet
  override_during = plan
  values          = { id = "projects/my-ml-project/regions/us-central1/subnetworks/of-the-platform" }
}

override_resource {
  target          = google_kms_key_ring.ml_platform
  override_during = plan
  values          = { id = "projects/my-ml-project/locations/us-central1/keyRings/of-the-platform" }
}

override_resource {
  target          = google_kms_crypto_key.storage
  override_during = plan
  values          = { id = "projects/my-ml-project/locations/us-central1/keyRings/of-the-platform/cryptoKeys/of-storage" }
}

override_resource {
  target          = google_kms_crypto_key.disks
  override_during = plan
  values          = { id = "projects/my-ml-project/locations/us-central1/keyRings/of-the-platform/cryptoKeys/of-disks" }
}

override_resource {
  target          = google_kms_crypto_key.cluster
  override_during = plan
  values          = { id = "projects/my-ml-project/locations/us-central1/keyRings/of-the-platform/cryptoKeys/of-cluster" }
}

override_resource {
  target          = google_compute_disk.training_data
  override_during = plan
  values          = { id = "projects/my-ml-project/zones/us-central1-a/disks/of-training" }
}

override_resource {
  target          = google_compute_disk.v100_data
  override_during = plan
  values          = { id = "projects/my-ml-project/zones/us-central1-a/disks/of-v100" }
}

override_resource {
  target          = google_compute_instance_template.fleet_a100
  override_during = plan
  values          = { id = "projects/my-ml-project/global/instanceTemplates/of-a100" }
}

override_resource {
  target          = google_compute_instance_template.fleet_v100
  override_during = plan
  values          = { id = "projects/my-ml-project/global/instanceTemplates/of-v100" }
}

override_resource {
  target          = google_compute_instance_template.fleet_l4
  override_during = plan
  values          = { id = "projects/my-ml-project/global/instanceTemplates/of-l4" }
}

override_resource {
  target          = google_container_cluster.ml_cluster
  override_during = plan
  values          = { id = "projects/my-ml-project/locations/us-central1/clusters/of-the-platform" }
}

override_resource {
  target          = google_monitoring_notification_channel.email_7196167c
  override_during = plan
  values          = { id = "projects/my-ml-project/notificationChannels/7196167c" }
}

override_resource {
  target          = google_monitoring_notification_channel.email_c63654f3
  override_during = plan
  values          = { id = "projects/my-ml-project/notificationChannels/c63654f3" }
}

override_resource {
  target          = google_artifact_registry_repository.ml_images
  override_during = plan
  values          = { name = "of-the-platform" }
}
