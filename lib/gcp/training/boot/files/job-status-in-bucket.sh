# shellcheck shell=bash
# Second part of job-status.sh on Google Cloud: the status of this machine in the artifacts bucket, if that is mounted. Five
# seconds at most: it runs within the 30 of a preemption.
jobs=/mnt/artifacts/jobs
put() {
  # shellcheck disable=SC2016 # for the other shell
  timeout 5 bash -c 'mkdir -p "$(dirname "$1")" && cat >"$1"' put "$jobs/$ML_JOB/$1" <<<"$status" || echo "cannot write $1"
}
if mountpoint -q "${jobs%/*}"; then
  put "status/$ML_INSTANCE_NAME.json"
  if [[ $state == finished ]]; then put finished; fi
fi
