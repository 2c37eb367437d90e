# shellcheck shell=bash
# Second part of job-status.sh on Google Cloud: writes the status to the artifacts bucket, if it is mounted. Takes five seconds
# at most, because a preemption leaves 30.
jobs=/mnt/artifacts/jobs
put() {
  # shellcheck disable=SC2016 # expanded by the inner bash
  timeout 5 bash -c 'mkdir -p "$(dirname "$1")" && cat >"$1"' put "$jobs/$ML_JOB/$1" <<<"$status" || echo "cannot write $1"
}
if mountpoint -q "${jobs%/*}"; then
  put "status/$ML_INSTANCE_NAME.json"
  if [[ $state == finished ]]; then put finished; fi
fi
