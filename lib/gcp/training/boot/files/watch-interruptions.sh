#!/bin/bash
# Main process of ml-interruption.service: waits for the notice of a preemption on the metadata server, and then stops training
# in time for a checkpoint. It never exits.
#
# A preemption is a shutdown, in which systemd stops training anyway. This service gains the seconds until systemd learns of it,
# and keeps jobs from starting on an instance that is about to be preempted.
set -uo pipefail
# shellcheck source=metadata.sh
. /opt/ml/metadata.sh
service=ml-training.service
# In memory, so gone at the next boot. `interrupted` keeps ml-training.service from starting.
directory=/run/ml-platform
mkdir -p "$directory"

# Into the log of the job as well, for users who follow it.
say() { echo "$*" | tee -a /var/log/ml-platform-training.log; }

preempted() {
  if [[ -e $directory/interrupted ]]; then return; fi
  touch "$directory/interrupted"
  say "preempted: stopping training ($(systemctl is-active "$service"))"
  # If it does not stop in time, systemd kills it: TimeoutStopSec.
  systemctl stop "$service"
  say 'training has stopped'
}

# An instance with GPUs cannot live-migrate: Compute Engine stops it for maintenance, a minute or more after this notice. The job
# writes a checkpoint and continues:
# https://docs.cloud.google.com/compute/docs/metadata/getting-live-migration-notice, 2026-11
about_maintenance() {
  if ! metadata instance/maintenance-event; then return; fi
  if [[ $metadata_answer != TERMINATE_ON_HOST_MAINTENANCE ]]; then
    rm -f "$directory/maintenance"
  elif [[ ! -e $directory/maintenance ]]; then
    touch "$directory/maintenance"
    say 'host maintenance is imminent: requesting a checkpoint'
    systemctl kill --kill-who=main --signal=SIGUSR1 "$service"
  fi
}

# The server answers at once if the ETag has changed, so no change between two requests is missed:
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
