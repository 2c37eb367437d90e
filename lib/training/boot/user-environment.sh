# shellcheck shell=bash
# Tells people (login shells) and jobs (EnvironmentFile= of a service) where data and libraries are.
write_variable() {
  # Double quotes mean the same to a shell and to systemd; what printf %q writes does not.
  printf '%s="%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"$`]/\\&/g')"
}

{
  for variable in ML_KIND ML_NAME ML_STACK ML_REGION ML_CLUSTER_NAME ML_DATA_MOUNT \
    ML_DATASETS_BUCKET ML_MODELS_BUCKET ML_ARTIFACTS_BUCKET ML_LOG_GROUP ML_CHECKPOINT_SECONDS; do
    write_variable "$variable" "${!variable}"
  done
  write_variable ML_INSTANCE_ID "$instance_id"
  write_variable ML_SCRATCH "$scratch"
  write_variable AWS_DEFAULT_REGION "$ML_REGION"
} | install_file 0644 /etc/ml-platform/environment

install_file 0644 /etc/profile.d/ml-platform.sh <<'PROFILE'
set -a
. /etc/ml-platform/environment
set +a
export VIRTUAL_ENV=/opt/ml/venv
case ":$PATH:" in *":$VIRTUAL_ENV/bin:"*) ;; *) PATH="$VIRTUAL_ENV/bin:$PATH" ;; esac
PROFILE
