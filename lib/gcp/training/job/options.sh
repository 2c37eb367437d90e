# shellcheck shell=bash
# Second part of start-job.sh on Google Cloud: reads the command line.
#
# start-job.sh JOB CODE [ARGUMENT...]: runs a job on this instance, now and after every boot, until it has finished.
# start-job.sh --stop: stops the job after a checkpoint; the next boot does not start it again.
#
# CODE is a folder with launch.py and train.py, or gs://…/code.tar.gz of one. The arguments are passed to train.py;
# --checkpoint-dir defaults to $ML_CHECKPOINTS/JOB.
if [[ ${1:-} == --stop ]]; then
  systemctl disable --quiet --now ml-training.service
  say 'the job is stopped'
  exit 0
fi
(($# >= 2)) || fail 'usage: start-job.sh JOB CODE [ARGUMENT...], or start-job.sh --stop'
job=$1 code=${2%/}
shift 2
[[ $job =~ ^[a-z0-9][a-z0-9-]{0,62}$ ]] ||
  fail "'$job' is not a job id: use 1 to 63 of a-z, 0-9 and -, and begin with a letter or a digit"
