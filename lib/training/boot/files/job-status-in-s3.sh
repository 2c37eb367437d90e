# shellcheck shell=bash
# Second part of job-status.sh on AWS: writes the status to the artifacts bucket.

# put KEY: writes the status to this key below the prefix of the job.
put() {
  local attempt
  for attempt in 1 2 3; do
    if timeout 10 aws s3 cp --only-show-errors --content-type application/json - \
      "s3://$ML_ARTIFACTS_BUCKET/jobs/$ML_JOB/$1" <<<"$status"; then return; fi
    echo "attempt $attempt of 3: cannot write $1"
  done
}
put "status/$ML_INSTANCE_ID.json"
if [[ $state == finished ]]; then put finished; fi
