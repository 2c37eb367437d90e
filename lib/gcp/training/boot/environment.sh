# shellcheck shell=bash
# Tells people (login shells) and jobs (EnvironmentFile= of a service) where data and checkpoints are.
artifacts_mount=/mnt/artifacts
# A disk of its own outlives the machine, and so does the bucket. With neither, checkpoints are on the boot disk: they are
# there after a stop and a start, and go with the machine.
checkpoints=$ML_DATA_MOUNT/checkpoints
if [[ -z $ML_DATA_DEVICE_NAME && -n $artifacts_bucket ]]; then checkpoints=$artifacts_mount/checkpoints; fi

{
  write_variable ML_CLOUD google
  write_variable ML_INSTANCE_NAME "$instance_name"
  # Empty: launch.py asks EC2 for the other machines of an instance that has an id. Here it trains alone.
  write_variable ML_INSTANCE_ID ''
  write_variable ML_DATA_MOUNT "$ML_DATA_MOUNT"
  write_variable ML_ARTIFACTS_BUCKET "$artifacts_bucket"
  write_variable ML_CHECKPOINTS "$checkpoints"
  write_variable ML_CHECKPOINT_SECONDS "$ML_CHECKPOINT_SECONDS"
} | install_file 0644 /etc/ml-platform/environment
