# shellcheck shell=bash
# Writes the locations of data and buckets for users and jobs (EnvironmentFile= of a service).
{
  for variable in ML_KIND ML_NAME ML_STACK ML_REGION ML_CLUSTER_NAME ML_DATA_MOUNT \
    ML_DATASETS_BUCKET ML_MODELS_BUCKET ML_ARTIFACTS_BUCKET ML_LOG_GROUP ML_CHECKPOINT_SECONDS; do
    write_variable "$variable" "${!variable}"
  done
  write_variable ML_INSTANCE_ID "$instance_id"
  write_variable ML_SCRATCH "$scratch"
  write_variable AWS_DEFAULT_REGION "$ML_REGION"
} | install_file 0644 /etc/ml-platform/environment
