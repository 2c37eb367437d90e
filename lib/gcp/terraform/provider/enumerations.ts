/**
 * Values of arguments that the schema of the provider calls a string, by resource type and path.
 *
 * `terraform validate` takes any text for most of them, so that a misspelt one would be found by Google, in the middle of
 * an apply. From the provider's documentation and the API reference of each resource, 2026-11.
 */
export const enumerations: Readonly<Record<string, readonly string[]>> = {
  'google_artifact_registry_repository.format': ['DOCKER', 'PYTHON', 'APT', 'GENERIC'],
  'google_compute_firewall.direction': ['INGRESS', 'EGRESS'],
  'google_compute_instance.scheduling.instance_termination_action': ['STOP', 'DELETE'],
  'google_compute_instance.scheduling.on_host_maintenance': ['MIGRATE', 'TERMINATE'],
  'google_compute_instance.scheduling.provisioning_model': [
    'SPOT',
    'STANDARD',
    'RESERVATION_BOUND',
    'FLEX_START',
  ],
  'google_compute_instance_template.scheduling.instance_termination_action': ['STOP', 'DELETE'],
  'google_compute_instance_template.scheduling.on_host_maintenance': ['MIGRATE', 'TERMINATE'],
  'google_compute_instance_template.scheduling.provisioning_model': [
    'SPOT',
    'STANDARD',
    'RESERVATION_BOUND',
    'FLEX_START',
  ],
  'google_compute_instance_group_manager.update_policy.minimal_action': [
    'NONE',
    'REFRESH',
    'RESTART',
    'REPLACE',
  ],
  'google_compute_instance_group_manager.update_policy.type': ['PROACTIVE', 'OPPORTUNISTIC'],
  'google_compute_network.routing_mode': ['REGIONAL', 'GLOBAL'],
  'google_compute_router_nat.nat_ip_allocate_option': ['AUTO_ONLY', 'MANUAL_ONLY'],
  'google_compute_router_nat.source_subnetwork_ip_ranges_to_nat': [
    'ALL_SUBNETWORKS_ALL_IP_RANGES',
    'ALL_SUBNETWORKS_ALL_PRIMARY_IP_RANGES',
    'LIST_OF_SUBNETWORKS',
  ],
  'google_container_cluster.database_encryption.state': [
    'ENCRYPTED',
    'DECRYPTED',
    'ALL_OBJECTS_ENCRYPTION_ENABLED',
  ],
  'google_container_cluster.datapath_provider': ['ADVANCED_DATAPATH', 'LEGACY_DATAPATH'],
  'google_container_cluster.release_channel.channel': [
    'RAPID',
    'REGULAR',
    'STABLE',
    'EXTENDED',
    'UNSPECIFIED',
  ],
  'google_container_node_pool.autoscaling.location_policy': ['BALANCED', 'ANY'],
  'google_container_node_pool.node_config.guest_accelerator.gpu_driver_installation_config.gpu_driver_version':
    ['DEFAULT', 'LATEST', 'INSTALLATION_DISABLED'],
  'google_container_node_pool.node_config.taint.effect': ['NO_SCHEDULE', 'PREFER_NO_SCHEDULE', 'NO_EXECUTE'],
  'google_container_node_pool.node_config.workload_metadata_config.mode': ['GKE_METADATA', 'GCE_METADATA'],
  'google_kms_crypto_key.purpose': ['ENCRYPT_DECRYPT', 'ASYMMETRIC_SIGN', 'ASYMMETRIC_DECRYPT', 'MAC'],
  'google_storage_bucket.lifecycle_rule.action.storage_class': [
    'STANDARD',
    'NEARLINE',
    'COLDLINE',
    'ARCHIVE',
  ],
  'google_storage_bucket.lifecycle_rule.action.type': [
    'Delete',
    'SetStorageClass',
    'AbortIncompleteMultipartUpload',
  ],
  'google_storage_bucket.lifecycle_rule.condition.with_state': ['LIVE', 'ARCHIVED', 'ANY'],
  'google_storage_bucket.public_access_prevention': ['enforced', 'inherited'],
  'google_storage_bucket.storage_class': ['STANDARD', 'NEARLINE', 'COLDLINE', 'ARCHIVE'],
};
