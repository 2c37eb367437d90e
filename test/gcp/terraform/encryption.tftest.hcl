# Keys of the project, for everything that keeps data.

mock_provider "google" {
  source = "./mocks"
}

run "encryption" {
  command = plan

  # Keys

  assert {
    condition     = alltrue([for key in [google_kms_crypto_key.storage, google_kms_crypto_key.disks, google_kms_crypto_key.cluster] : key.key_ring == google_kms_key_ring.ml_platform.id])
    error_message = "A key is in another ring."
  }
  assert {
    condition     = alltrue([for key in [google_kms_crypto_key.storage, google_kms_crypto_key.disks, google_kms_crypto_key.cluster] : tonumber(trimsuffix(key.rotation_period, "s")) <= 90 * 86400])
    error_message = "A key gets no new version within 90 days."
  }
  assert {
    condition     = google_kms_crypto_key_iam_member.storage.crypto_key_id == google_kms_crypto_key.storage.id && google_kms_crypto_key_iam_member.disks.crypto_key_id == google_kms_crypto_key.disks.id && google_kms_crypto_key_iam_member.cluster.crypto_key_id == google_kms_crypto_key.cluster.id
    error_message = "A service of Google may use the key of another."
  }
  assert {
    condition     = alltrue([for grant in [google_kms_crypto_key_iam_member.storage, google_kms_crypto_key_iam_member.disks, google_kms_crypto_key_iam_member.cluster] : grant.role == "roles/cloudkms.cryptoKeyEncrypterDecrypter"])
    error_message = "A service of Google may do more with a key than to use it."
  }

  # Uses

  assert {
    condition     = alltrue([for bucket in [google_storage_bucket.datasets, google_storage_bucket.models, google_storage_bucket.artifacts] : bucket.encryption[0].default_kms_key_name == google_kms_crypto_key.storage.id])
    error_message = "A bucket is encrypted with another key."
  }
  assert {
    condition     = google_compute_disk.training_data.disk_encryption_key[0].kms_key_self_link == google_kms_crypto_key.disks.id && google_compute_instance.gpu_training.boot_disk[0].kms_key_self_link == google_kms_crypto_key.disks.id
    error_message = "A disk is encrypted with another key."
  }
  assert {
    condition     = google_container_cluster.ml_cluster.database_encryption[0].state == "ENCRYPTED" && google_container_cluster.ml_cluster.database_encryption[0].key_name == google_kms_crypto_key.cluster.id
    error_message = "Secrets of the cluster are encrypted with another key."
  }
  assert {
    condition     = alltrue([for pool in [google_container_node_pool.cpu, google_container_node_pool.gpu, google_container_node_pool.inference] : pool.node_config[0].boot_disk_kms_key == google_kms_crypto_key.disks.id])
    error_message = "The disks of nodes are encrypted with another key."
  }
}
