# shellcheck shell=bash
# First part of start-job.sh: strict mode, messages, and one run at a time.
#
# A job is a folder of /opt/ml/jobs that is complete before it gets its name, and /opt/ml/job is a link to the current one. An
# instance that dies in between has the old job or the new one, so the script is safe to run any number of times.
set -Eeuo pipefail
umask 022

say() { echo "$(date -u +%FT%TZ) $*"; }

fail() {
  say "FAILED: $*" >&2
  exit 1
}

exec 9>/run/ml-platform-job.lock
flock 9
