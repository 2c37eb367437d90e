#!/bin/bash
# Main process of ml-interruption.service: polls the metadata service every five seconds. Before an interruption it stops
# training in time for a checkpoint, and puts an event on the default event bus. It never exits.
set -uo pipefail
# shellcheck source=metadata.sh
. /opt/ml/metadata.sh
service=ml-training.service
status_file=/var/lib/ml-platform/job/status.json
# In memory, so gone at the next boot. `interrupted` also keeps ml-training.service from starting.
directory=/run/ml-platform
mkdir -p "$directory"

# Into the log of the job as well, for users who follow it.
say() { echo "$*" | tee -a /var/log/ml-platform-training.log; }

# seconds_left [TIME]: prints the seconds that training has to stop. The rest is for the status, the event and the shutdown.
seconds_left() {
  local left=$ML_CHECKPOINT_SECONDS end
  if end=$(date -d "${1:-}" +%s 2>/dev/null) && [[ -n ${1:-} ]] && ((end - $(date +%s) < left)); then
    left=$((end - $(date +%s)))
  fi
  ((left -= 15))
  echo $((left > 3 ? left : 3))
}

# stop_training REASON SECONDS
stop_training() {
  local before=idle
  case $(systemctl is-active "$service") in active | activating | deactivating) before=training ;; esac
  # Only once: a restarted watcher must still know the first value.
  if [[ ! -s $directory/interrupted ]]; then echo "$before" >"$directory/interrupted"; fi
  say "$1: $before; $2 s to stop"
  if ! timeout "$2" systemctl stop "$service"; then
    say 'no time left: killing it'
    # Only the main process: job-status.sh may be running by now. systemd kills the others.
    systemctl kill --kill-who=main --signal=SIGKILL "$service"
    timeout 10 systemctl stop "$service"
  fi
}

outcome() {
  if [[ $(<"$directory/interrupted") == idle ]] || grep -qs '"state":"finished"' "$status_file"; then
    echo idle
  elif grep -qs '"exitCode":75,' "$status_file"; then
    echo checkpointed
  else
    echo killed
  fi
}

# put_event REASON
put_event() {
  local job detail
  job=$(sed -n 's/^ML_JOB="\([a-z0-9-]*\)"$/\1/p' /opt/ml/job/environment 2>/dev/null)
  detail=$(printf '{\\"instance-id\\":\\"%s\\",\\"reason\\":\\"%s\\",\\"outcome\\":\\"%s\\",\\"job\\":\\"%s\\"}' \
    "$ML_INSTANCE_ID" "$1" "$(outcome)" "$job")
  [[ $(timeout 20 aws events put-events --region "$ML_REGION" --query FailedEntryCount --output text --entries \
    "[{\"Source\":\"ml-platform.training\",\"DetailType\":\"Training Stopped\",\"Detail\":\"$detail\"}]") == 0 ]]
}

# interrupted REASON SECONDS
interrupted() {
  if [[ -e $directory/told ]]; then return; fi
  stop_training "$1" "$2"
  if put_event "$1"; then
    touch "$directory/told"
    say "told the account: $1, $(outcome)"
  else
    say 'cannot tell the account yet'
  fi
}

while true; do
  if metadata spot/instance-action; then
    interrupted spot "$(seconds_left "$(sed -n 's/.*"time" *: *"\([0-9TZ:.+-]*\)".*/\1/p' <<<"$metadata_answer")")"
  elif metadata autoscaling/target-lifecycle-state && [[ $metadata_answer == Terminated ]]; then
    interrupted scale-in "$(seconds_left)"
  # A recommendation, not an interruption: the job writes a checkpoint and continues.
  elif metadata events/recommendations/rebalance &&
    [[ $metadata_answer != "$(cat "$directory/rebalance" 2>/dev/null)" ]]; then
    echo "$metadata_answer" >"$directory/rebalance"
    say 'elevated risk of interruption: asking for a checkpoint'
    systemctl kill --kill-who=main --signal=SIGUSR1 "$service"
  fi
  sleep 5
done
