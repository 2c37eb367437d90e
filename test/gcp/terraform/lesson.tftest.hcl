# The exact values of the lesson.

mock_provider "google" {
  source = "./mocks"
}

run "lesson" {
  command = plan

  # Training

  assert {
    condition     = one(google_storage_bucket.datasets.lifecycle_rule[0].condition).age == 90 && one(google_storage_bucket.datasets.lifecycle_rule[0].action).storage_class == "NEARLINE" && one(google_storage_bucket.datasets.lifecycle_rule[1].condition).age == 180 && one(google_storage_bucket.datasets.lifecycle_rule[1].action).storage_class == "COLDLINE"
    error_message = "Datasets do not move to colder classes at 90 and 180 days."
  }
  assert {
    condition     = google_compute_instance.gpu_training.name == "gpu-training-a100" && google_compute_instance.gpu_training.machine_type == "a2-highgpu-1g"
    error_message = "The instance is not the A100 one."
  }
  assert {
    condition     = google_compute_instance.gpu_training.boot_disk[0].initialize_params[0].size == 500 && google_compute_instance.gpu_training.boot_disk[0].initialize_params[0].type == "pd-ssd"
    error_message = "The boot disk is another one."
  }
  assert {
    condition     = google_compute_disk.training_data.name == "training-data-disk" && google_compute_disk.training_data.size == 1000 && google_compute_disk.training_data.type == "pd-ssd"
    error_message = "The data disk is another one."
  }
  assert {
    condition     = length(google_compute_instance.gpu_training.network_interface[0].access_config) == 1
    error_message = "The instance has no public address."
  }
  assert {
    condition     = data.google_compute_image.deep_learning.family == "pytorch-latest-gpu"
    error_message = "The image is another one."
  }
  assert {
    condition     = google_compute_instance.gpu_training.tags == toset(["gpu-training", "ml-workload"])
    error_message = "The tags are others."
  }

  # Network

  assert {
    condition     = google_compute_network.ml_vpc.name == "ml-vpc" && google_compute_subnetwork.ml_subnet.name == "ml-subnet"
    error_message = "The network or its subnet has another name."
  }

  # Pools of the node groups

  assert {
    condition     = google_container_node_pool.cpu.autoscaling[0].total_min_node_count == 2 && google_container_node_pool.cpu.autoscaling[0].total_max_node_count == 10
    error_message = "The pool cpu has other limits."
  }
  assert {
    condition     = google_container_node_pool.gpu.node_config[0].guest_accelerator[0].type == "nvidia-tesla-v100" && google_container_node_pool.gpu.autoscaling[0].total_max_node_count == 10
    error_message = "The pool gpu has other GPUs or limits."
  }
  assert {
    condition     = google_container_node_pool.inference.node_config[0].guest_accelerator[0].type == "nvidia-tesla-t4" && google_container_node_pool.inference.autoscaling[0].total_min_node_count == 1 && google_container_node_pool.inference.autoscaling[0].total_max_node_count == 20
    error_message = "The pool inference has other GPUs or limits."
  }
}
