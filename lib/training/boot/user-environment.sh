# shellcheck shell=bash
# Tells people (login shells) and jobs (EnvironmentFile= of a service) where data and libraries are.
mkdir -p /etc/ml-platform
for variable in ML_NAME ML_REGION ML_CLUSTER_NAME ML_DATA_MOUNT \
  ML_DATASETS_BUCKET ML_MODELS_BUCKET ML_ARTIFACTS_BUCKET; do
  printf '%s=%q\n' "$variable" "${!variable}"
done >/etc/ml-platform/environment
printf 'AWS_DEFAULT_REGION=%q\n' "$ML_REGION" >>/etc/ml-platform/environment

cat >/etc/profile.d/ml-platform.sh <<'PROFILE'
set -a
. /etc/ml-platform/environment
set +a
export VIRTUAL_ENV=/opt/ml/venv
case ":$PATH:" in *":$VIRTUAL_ENV/bin:"*) ;; *) PATH="$VIRTUAL_ENV/bin:$PATH" ;; esac
PROFILE
