#!/bin/bash
# job-status.sh running|stopped: tells how the job is on this machine. Run by ml-training.service as root. Its second part, which
# is added to this one, tells the artifacts bucket: job-status-in-s3.sh.
#
# A job that fails is started again, up to three failures an hour; not one with wrong options. `ended` keeps the service from starting it once more.
set -uo pipefail
exec >>/var/log/ml-platform-training.log 2>&1
directory=/var/lib/ml-platform/job
failures=$directory/failures
now=$(date +%s)
state=$1 code=null

if [[ $1 == stopped ]]; then
  how='' code=1
  # Not by $EXIT_STATUS, which the systemd of Amazon Linux 2 does not set.
  while IFS='=' read -r name value; do
    case $name in
      ExecMainCode) how=$value ;;
      ExecMainStatus) code=$value ;;
    esac
  done < <(systemctl show --property=ExecMainCode --property=ExecMainStatus ml-training.service)
  state=interrupted
  case $how,$code in
    # 0: it never ran. 2 and 3: a signal ended it; SIGTERM did before the launcher was ready for it.
    0,*) code=75 ;;
    1,0) state=finished ;;
    1,75) ;;
    # Wrong options: another start would end the same way.
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
# First here: the watcher reads it, and S3 may be out of reach.
echo "$status" >"$directory/status.json"
