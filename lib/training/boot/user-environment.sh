# shellcheck shell=bash
# Tells people (login shells) and jobs (EnvironmentFile= of a service) where data and libraries are.
write_variable() {
  # Double quotes mean the same to a shell and to systemd; what printf %q writes does not.
  printf '%s="%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"$`]/\\&/g')"
}

mkdir -p /etc/ml-platform
{
  for variable in ML_NAME ML_REGION ML_CLUSTER_NAME ML_DATA_MOUNT \
    ML_DATASETS_BUCKET ML_MODELS_BUCKET ML_ARTIFACTS_BUCKET; do
    write_variable "$variable" "${!variable}"
  done
  write_variable AWS_DEFAULT_REGION "$ML_REGION"
} >/etc/ml-platform/environment

cat >/etc/profile.d/ml-platform.sh <<'PROFILE'
set -a
. /etc/ml-platform/environment
set +a
export VIRTUAL_ENV=/opt/ml/venv
case ":$PATH:" in *":$VIRTUAL_ENV/bin:"*) ;; *) PATH="$VIRTUAL_ENV/bin:$PATH" ;; esac
PROFILE
