# shellcheck shell=bash
# First part of the boot script: strict mode, and what the later parts share.
#
# A generated header has set: ML_NAME, ML_REGION, ML_DATA_VOLUME_ID (empty: no volume of its own),
# ML_DATA_DEVICE, ML_DATA_MOUNT, ML_DATASETS_BUCKET, ML_MODELS_BUCKET, ML_ARTIFACTS_BUCKET,
# ML_CLUSTER_NAME, ML_PYTHON and ML_REQUIREMENTS (requirements.txt as text). README.md explains them.
set -Eeuo pipefail

say() { echo "$(date -u +%FT%TZ) $*" >&2; }

fail() {
  say "FAILED: $*"
  exit 1
}

# BASH_COMMAND is the text before expansion: no value of a variable gets into the log.
trap 'say "exit status $? at line $LINENO: $BASH_COMMAND"' ERR

# retry ATTEMPTS PAUSE_SECONDS COMMAND...
# shellcheck disable=SC2329 # called by later parts
retry() {
  local attempts=$1 pause_seconds=$2 attempt
  shift 2
  for ((attempt = 1; ; attempt++)); do
    if "$@"; then return 0; fi
    if ((attempt >= attempts)); then return 1; fi
    say "attempt $attempt of $attempts failed: $1; again in $pause_seconds s"
    sleep "$pause_seconds"
  done
}

# A person may start the script while the service runs it.
exec 9>/run/ml-platform-boot.lock
flock 9

ready_file=/var/lib/ml-platform/ready
setup_complete_file=/tmp/setup_complete.txt
rm -f "$ready_file" "$setup_complete_file"
