# shellcheck shell=bash
# Part of start-job.sh: waits until the instance can run jobs, and loads their environment.
#
# A new instance may receive its job before its boot is complete.
boot_limit_seconds=${ML_BOOT_LIMIT_SECONDS:-2700}
until [[ -e /etc/systemd/system/ml-training.service && -e /etc/ml-platform/environment ]]; do
  ((SECONDS < boot_limit_seconds)) ||
    fail "no training service after $boot_limit_seconds s; see /var/log/ml-platform-boot.log"
  sleep 5
done
set -a
# shellcheck source=/dev/null
. /etc/ml-platform/environment
set +a

if [[ -e /run/ml-platform/interrupted ]]; then
  say 'this instance is about to end: not started'
  exit 0
fi
