# shellcheck shell=bash
# Second part of start-job.sh on AWS: stops the job if action is `stop`. Leaves any other job alone.
#
# The job document has set action (`start` or `stop`), job, code (s3://bucket/key.tar.gz), min_nodes, max_nodes and arguments
# (base64 of a JSON list of strings).
if [[ $action == stop ]]; then
  if grep -qsxF "ML_JOB=\"$job\"" /opt/ml/job/environment; then
    # Waits for the checkpoint. Disabled, so that the next boot does not start the job again.
    systemctl disable --quiet --now ml-training.service
    say "job $job is stopped"
  else
    say "job $job does not run here"
  fi
  exit 0
fi
