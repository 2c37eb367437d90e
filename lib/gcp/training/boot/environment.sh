# shellcheck shell=bash
# Writes the locations of data and checkpoints for users and jobs (EnvironmentFile= of a service).
artifacts_mount=/mnt/artifacts
# A data disk outlives the instance, and so does the bucket. With neither, checkpoints are on the boot disk: they survive a
# stop, not a deletion.
checkpoints=$ML_DATA_MOUNT/checkpoints
if [[ -z $ML_DATA_DEVICE_NAME && -n $artifacts_bucket ]]; then checkpoints=$artifacts_mount/checkpoints; fi

{
  write_variable ML_CLOUD google
  write_variable ML_INSTANCE_NAME "$instance_name"
  # Empty, because with an id launch.py looks for other instances in EC2. Here it uses one instance.
  write_variable ML_INSTANCE_ID ''
  write_variable ML_DATA_MOUNT "$ML_DATA_MOUNT"
  write_variable ML_ARTIFACTS_BUCKET "$artifacts_bucket"
  write_variable ML_CHECKPOINTS "$checkpoints"
  write_variable ML_CHECKPOINT_SECONDS "$ML_CHECKPOINT_SECONDS"
} | install_file 0644 /etc/ml-platform/environment
