# The values of production.

mock_provider "google" {
  source = "./mocks"
}

run "production" {
  command = plan

  # Training

  assert {
    condition     = alltrue([for rule in google_storage_bucket.datasets.lifecycle_rule : one(rule.action).type != "SetStorageClass"])
    error_message = "A rule sets a class of datasets, which Autoclass excludes."
  }
  assert {
    condition     = google_compute_instance.gpu_training.machine_type == "a2-highgpu-1g" && length(google_compute_instance.gpu_training.guest_accelerator) == 0
    error_message = "The instance is not the A100 one, or is given a GPU beside its own."
  }
  assert {
    condition     = length(google_compute_instance.gpu_training.network_interface[0].access_config) == 0
    error_message = "The instance has a public address."
  }
  assert {
    condition     = google_compute_instance.gpu_training.metadata["enable-oslogin"] == "TRUE" && google_compute_instance.gpu_training.metadata["block-project-ssh-keys"] == "TRUE"
    error_message = "SSH does not ask IAM."
  }
  assert {
    condition     = google_compute_instance.gpu_training.shielded_instance_config[0].enable_vtpm && google_compute_instance.gpu_training.shielded_instance_config[0].enable_integrity_monitoring
    error_message = "Nobody sees whether the boot of the instance was tampered with."
  }
  assert {
    condition     = google_compute_disk.training_data.size == 1000 && google_compute_disk.training_data.type == "pd-ssd" && google_compute_instance.gpu_training.boot_disk[0].initialize_params[0].size == 500
    error_message = "The disks have other sizes."
  }

  # Protection

  assert {
    condition     = google_container_cluster.ml_cluster.deletion_protection
    error_message = "The cluster can be deleted."
  }
  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.datasets, google_storage_bucket.models, google_storage_bucket.artifacts] : !bucket.force_destroy])
    error_message = "A bucket is deleted with what is in it."
  }
  assert {
    condition     = google_compute_disk_resource_policy_attachment.training_data.disk == google_compute_disk.training_data.name && google_compute_disk_resource_policy_attachment.training_data.name == google_compute_resource_policy.data_snapshots.name
    error_message = "The data disk has no snapshots."
  }

  # Cluster

  assert {
    condition     = google_container_cluster.ml_cluster.location == "us-central1" && google_container_cluster.ml_cluster.name == "ml-platform-cluster"
    error_message = "The control plane is in one zone only, or has another name."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.release_channel[0].channel == "REGULAR"
    error_message = "The version comes from another channel."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.private_cluster_config[0].enable_private_endpoint && google_container_cluster.ml_cluster.control_plane_endpoints_config[0].dns_endpoint_config[0].allow_external_traffic && !google_container_cluster.ml_cluster.control_plane_endpoints_config[0].ip_endpoints_config[0].enabled
    error_message = "The API has an address, or cannot be reached by its name."
  }
  assert {
    condition     = google_container_node_pool.cpu.node_config[0].machine_type == "n2-standard-8" && google_container_node_pool.cpu.autoscaling[0].total_min_node_count == 2 && google_container_node_pool.cpu.autoscaling[0].total_max_node_count == 10 && !google_container_node_pool.cpu.node_config[0].spot
    error_message = "The pool cpu has other machine types or limits."
  }
  assert {
    condition     = google_container_node_pool.gpu.node_config[0].machine_type == "a2-highgpu-1g" && google_container_node_pool.gpu.node_config[0].guest_accelerator[0].type == "nvidia-tesla-a100" && google_container_node_pool.gpu.autoscaling[0].total_max_node_count == 10
    error_message = "The pool gpu has other machine types or limits."
  }
  assert {
    condition     = google_container_node_pool.inference.node_config[0].machine_type == "g2-standard-4" && google_container_node_pool.inference.node_config[0].guest_accelerator[0].type == "nvidia-l4" && google_container_node_pool.inference.autoscaling[0].total_min_node_count == 1 && google_container_node_pool.inference.autoscaling[0].total_max_node_count == 20
    error_message = "The pool inference has other machine types or limits."
  }
}
