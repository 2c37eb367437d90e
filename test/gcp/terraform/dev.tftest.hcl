# The values of dev: small, and a destroy removes everything.

mock_provider "google" {
  source = "./mocks"
}

run "dev" {
  command = plan

  # Small

  assert {
    condition     = alltrue([for rule in google_storage_bucket.datasets.lifecycle_rule : one(rule.action).type != "SetStorageClass"])
    error_message = "A rule sets a class of datasets, which Autoclass excludes."
  }
  assert {
    condition     = google_compute_instance.gpu_training.machine_type == "n1-standard-4" && google_compute_instance.gpu_training.guest_accelerator[0].type == "nvidia-tesla-t4" && google_compute_instance.gpu_training.guest_accelerator[0].count == 1
    error_message = "The instance is not the one with a T4."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.location == "us-central1-a" && google_container_cluster.ml_cluster.name == "ml-platform-dev"
    error_message = "The control plane is not the one that the free tier pays for."
  }
  assert {
    condition     = google_container_node_pool.cpu.node_config[0].machine_type == "e2-medium" && google_container_node_pool.cpu.node_config[0].spot && google_container_node_pool.cpu.autoscaling[0].total_max_node_count == 3
    error_message = "The pool cpu has other machine types or limits."
  }
  assert {
    condition     = alltrue([for pool in [google_container_node_pool.gpu, google_container_node_pool.inference] : pool.node_config[0].machine_type == "n1-standard-4" && pool.node_config[0].guest_accelerator[0].type == "nvidia-tesla-t4" && pool.autoscaling[0].total_min_node_count == 0 && pool.autoscaling[0].total_max_node_count == 2])
    error_message = "A pool with GPUs has other machine types or limits."
  }

  # Destroyed

  assert {
    condition     = !google_container_cluster.ml_cluster.deletion_protection
    error_message = "The cluster stays."
  }
  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.datasets, google_storage_bucket.models, google_storage_bucket.artifacts] : bucket.force_destroy && bucket.soft_delete_policy[0].retention_duration_seconds == 0])
    error_message = "A bucket stays, or what was in it is paid for."
  }
}
