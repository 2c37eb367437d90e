# The GKE cluster and the three pools that every environment has.

mock_provider "google" {
  source = "./mocks"
}

run "cluster" {
  command = plan

  # Control plane

  assert {
    condition     = google_container_cluster.ml_cluster.network == google_compute_network.ml_vpc.id && google_container_cluster.ml_cluster.subnetwork == google_compute_subnetwork.ml_subnet.id
    error_message = "The cluster is in another network."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.ip_allocation_policy[0].cluster_secondary_range_name == "pods" && google_container_cluster.ml_cluster.ip_allocation_policy[0].services_secondary_range_name == "services"
    error_message = "Pods and services have the range of the other."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.private_cluster_config[0].enable_private_nodes
    error_message = "Nodes have public addresses."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.datapath_provider == "ADVANCED_DATAPATH"
    error_message = "Network policies of pods do nothing."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.workload_identity_config[0].workload_pool == "${var.project}.svc.id.goog"
    error_message = "Pods have no identity of their own."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.remove_default_node_pool && !google_container_cluster.ml_cluster.enable_legacy_abac && !google_container_cluster.ml_cluster.master_auth[0].client_certificate_config[0].issue_client_certificate
    error_message = "The default pool stays, or a user enters without IAM."
  }

  # Node pools

  assert {
    condition     = alltrue([for pool in [google_container_node_pool.cpu, google_container_node_pool.gpu, google_container_node_pool.inference] : pool.cluster == google_container_cluster.ml_cluster.id])
    error_message = "A pool is in another cluster."
  }
  assert {
    condition     = alltrue([for pool in [google_container_node_pool.cpu, google_container_node_pool.gpu, google_container_node_pool.inference] : pool.node_config[0].service_account == google_service_account.ml_nodes.email])
    error_message = "Nodes run as another account."
  }
  assert {
    condition     = alltrue([for pool in [google_container_node_pool.cpu, google_container_node_pool.gpu, google_container_node_pool.inference] : pool.node_config[0].workload_metadata_config[0].mode == "GKE_METADATA"])
    error_message = "Pods can act as their node."
  }
  assert {
    condition     = alltrue([for pool in [google_container_node_pool.gpu, google_container_node_pool.inference] : pool.node_config[0].spot])
    error_message = "A pool with GPUs is not a Spot one."
  }
  assert {
    condition     = alltrue([for pool in [google_container_node_pool.gpu, google_container_node_pool.inference] : contains([for taint in pool.node_config[0].taint : "${taint.key}:${taint.effect}"], "nvidia.com/gpu:NO_SCHEDULE")])
    error_message = "Pods without a GPU are put on nodes with GPUs."
  }
  assert {
    condition     = alltrue([for pool in [google_container_node_pool.gpu, google_container_node_pool.inference] : pool.node_config[0].guest_accelerator[0].gpu_driver_installation_config[0].gpu_driver_version == "DEFAULT"])
    error_message = "Nothing installs the driver of the GPUs."
  }
  assert {
    condition     = google_container_node_pool.gpu.autoscaling[0].total_min_node_count == 0 && google_container_node_pool.gpu.initial_node_count == 0
    error_message = "GPUs are paid for while no pod needs them."
  }
  assert {
    condition     = google_container_node_pool.gpu.node_config[0].labels["workload"] == "gpu" && google_container_node_pool.inference.node_config[0].labels["workload"] == "inference"
    error_message = "The pools do not have the labels of the groups on AWS."
  }
  assert {
    condition     = contains([for taint in google_container_node_pool.inference.node_config[0].taint : "${taint.key}=${taint.value}:${taint.effect}"], "workload=inference:NO_SCHEDULE")
    error_message = "Other pods are put on the nodes for inference."
  }
}
