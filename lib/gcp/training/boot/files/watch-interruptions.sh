#!/bin/bash
# Main process of ml-interruption.service: waits until the metadata server says that Compute Engine takes this machine away,
# and then stops training in time for a checkpoint. It never ends by itself.
#
# An ordinary shutdown, which preemption is as well, stops training without it: systemd stops the services. It is there for the
# seconds until systemd learns of it, and to keep a job from starting on a machine that is about to end.
set -uo pipefail
# shellcheck source=metadata.sh
. /opt/ml/metadata.sh
service=ml-training.service
# Gone with the machine's boot. `interrupted` keeps ml-training.service from starting.
directory=/run/ml-platform
mkdir -p "$directory"

# Also to those who follow the job.
say() { echo "$*" | tee -a /var/log/ml-platform-training.log; }

preempted() {
  if [[ -e $directory/interrupted ]]; then return; fi
  touch "$directory/interrupted"
  say "preempted: stopping training ($(systemctl is-active "$service"))"
  # What does not stop in time is killed by systemd: TimeoutStopSec.
  systemctl stop "$service"
  say 'training has stopped'
}

# A machine with GPUs cannot move, so it is stopped for maintenance, a minute or more after this notice. What is done until now
# is saved, and training goes on: https://docs.cloud.google.com/compute/docs/metadata/getting-live-migration-notice, 2026-11
about_maintenance() {
  if ! metadata instance/maintenance-event; then return; fi
  if [[ $metadata_answer != TERMINATE_ON_HOST_MAINTENANCE ]]; then
    rm -f "$directory/maintenance"
  elif [[ ! -e $directory/maintenance ]]; then
    touch "$directory/maintenance"
    say 'maintenance of the host is near: asking for a checkpoint'
    systemctl kill --kill-who=main --signal=SIGUSR1 "$service"
  fi
}

# An ETag that does not match is answered at once, so nothing is missed between two waits:
# https://docs.cloud.google.com/compute/docs/metadata/querying-metadata, 2026-11
etag=0
while true; do
  if metadata "instance/preempted?wait_for_change=true&timeout_sec=20&last_etag=$etag"; then
    etag=${metadata_etag:-0}
    if [[ $metadata_answer == TRUE ]]; then preempted; fi
  else
    etag=0
  fi
  about_maintenance
  sleep 1
done
