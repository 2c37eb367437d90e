#!/bin/bash
# start-job.sh JOB CODE [ARGUMENT...]: makes this machine work on a job, now and after every boot, until it has finished.
# start-job.sh --stop: stops it after a checkpoint; the next boot does not start it again.
#
# JOB is 1 to 63 of a-z, 0-9 and -. CODE is a folder with launch.py and train.py, or gs://…/code.tar.gz of one. The arguments
# are for train.py; --checkpoint-dir, where it is missing, is $ML_CHECKPOINTS/JOB.
set -Eeuo pipefail
umask 022

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

if [[ ${1:-} == --stop ]]; then exec systemctl disable --now ml-training.service; fi
(($# >= 2)) || fail 'usage: start-job.sh JOB CODE [ARGUMENT...], or --stop'
job=$1 code=${2%/}
shift 2
[[ $job =~ ^[a-z0-9-]{1,63}$ ]] || fail "'$job' is not 1 to 63 of a-z, 0-9 and -"
exec 9>/run/ml-platform-job.lock
flock 9
# shellcheck source=/dev/null
. /etc/ml-platform/environment

if [[ -e /mnt/artifacts/jobs/$job/finished ]]; then
  echo "job $job has finished"
  exit 0
fi
if [[ " $* " != *' --checkpoint-dir'* ]]; then set -- --checkpoint-dir "$ML_CHECKPOINTS/$job" "$@"; fi

# Complete before it gets its name, so that a machine that dies here has the old job or the new one.
new=/opt/ml/jobs/new
rm -rf "$new"
mkdir -p "$new"
python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@" >"$new/arguments"
printf '%s="%s"\n' ML_JOB "$job" ML_MIN_NODES 1 ML_MAX_NODES 1 >"$new/environment"
install -d -o ml -g ml -m 0755 "$new/code"
# As ml, who can write nothing that root uses: whatever the archive holds.
case $code in
  gs://*) gcloud storage cat "$code" | runuser -u ml -- tar -xzf - --no-same-permissions -C "$new/code" || fail "cannot unpack $code" ;;
  *) tar -cf - --exclude=./.venv -C "$code" . | runuser -u ml -- tar -xf - --no-same-permissions -C "$new/code" || fail "cannot copy $code" ;;
esac
for file in launch.py train.py; do
  [[ -f $new/code/$file ]] || fail "no $file in $code"
done

# The job before it gets its checkpoint.
systemctl stop ml-training.service
folder=/opt/ml/jobs/$job
rm -rf "$folder"
mv "$new" "$folder"
ln -sfn "$folder" /opt/ml/job.new
mv -fT /opt/ml/job.new /opt/ml/job
rm -f /var/lib/ml-platform/job/{ended,failures}
find /opt/ml/jobs -mindepth 1 -maxdepth 1 ! -path "$folder" -exec rm -rf {} +
systemctl enable --quiet ml-training.service
systemctl reset-failed ml-training.service 2>/dev/null || true
systemctl start --no-block ml-training.service
echo "job $job starts; it waits for the boot of the machine, and logs to /var/log/ml-platform-training.log"
