# shellcheck shell=bash
# Last part of start-job.sh: switches to the job in folder and starts it, unless it is already running. Stops another job
# first.
current=$(readlink /opt/ml/job || true)
state=$(systemctl is-active ml-training.service || true)
if [[ $current == "$folder" && ($state == active || $state == activating) ]]; then
  say "job $job runs already"
  exit 0
fi
if [[ -n $current && $current != "$folder" ]]; then
  # Waits for its checkpoint.
  systemctl stop ml-training.service
fi
ln -sfn "$folder" /opt/ml/job.new
mv -fT /opt/ml/job.new /opt/ml/job
rm -f /var/lib/ml-platform/job/{ended,failures}
find /opt/ml/jobs -mindepth 1 -maxdepth 1 ! -path "$folder" -exec rm -rf {} +

# Enabled, so that the job continues after a stop and a start of the instance.
systemctl enable --quiet ml-training.service
systemctl reset-failed ml-training.service 2>/dev/null || true
systemctl start --no-block ml-training.service
say "job $job starts; it waits for the boot of the machine"
