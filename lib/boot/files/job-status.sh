#!/bin/bash
# job-status.sh running|stopped: records the status of the job on this instance. ml-training.service runs it as root. A second
# part, appended to this one, writes the status to the artifacts bucket.
#
# A failed job is restarted, up to three failures an hour, but not with wrong options. `ended` keeps the service from starting.
set -uo pipefail
exec >>/var/log/ml-platform-training.log 2>&1
directory=/var/lib/ml-platform/job
failures=$directory/failures
now=$(date +%s)
state=$1 code=null

if [[ $1 == stopped ]]; then
  how='' code=1
  # Not from $EXIT_STATUS, which the systemd of Amazon Linux 2 does not set.
  while IFS='=' read -r name value; do
    case $name in
      ExecMainCode) how=$value ;;
      ExecMainStatus) code=$value ;;
    esac
  done < <(systemctl show --property=ExecMainCode --property=ExecMainStatus ml-training.service)
  state=interrupted
  case $how,$code in
    # 0: the job never ran. 2 and 3: killed by a signal; by SIGTERM if launch.py had no handler yet.
    0,*) code=75 ;;
    1,0) state=finished ;;
    1,75) ;;
    # Wrong options: a restart would fail again.
    1,2) state=failed ;;
    2,15) code=143 ;;
    *)
      if [[ $how == [23] ]]; then code=$((128 + code)); fi
      echo "$now" >>"$failures"
      if (($(awk -v since=$((now - 3600)) '$1 > since' "$failures" | wc -l) >= 3)); then state=failed; fi
      ;;
  esac
  if [[ $state == finished || $state == failed ]]; then touch "$directory/ended"; fi
  echo "$(date -u +%FT%TZ) job $ML_JOB: $state, exit code $code"
fi

status="{\"state\":\"$state\",\"exitCode\":$code,\"time\":\"$(date -u +%FT%TZ)\"}"
# Locally first: watch-interruptions.sh reads it, and the bucket may be unreachable.
echo "$status" >"$directory/status.json"
