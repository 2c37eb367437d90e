# shellcheck shell=bash
# First part of the boot script: strict mode, and functions that later parts share. The header above it has set the
# variables; boot-script.ts and startup-script.ts list them.
set -Eeuo pipefail

say() { echo "$(date -u +%FT%TZ) $*" >&2; }

fail() {
  say "FAILED: $*"
  exit 1
}

# BASH_COMMAND is the text before expansion, so no value of a variable gets into the log.
trap 'say "exit status $? at line $LINENO: $BASH_COMMAND"' ERR

# retry ATTEMPTS PAUSE_SECONDS COMMAND...
# shellcheck disable=SC2329 # called by later parts
retry() {
  local attempts=$1 pause_seconds=$2 attempt
  shift 2
  for ((attempt = 1; ; attempt++)); do
    if "$@"; then return 0; fi
    if ((attempt >= attempts)); then return 1; fi
    say "attempt $attempt of $attempts failed: $1; again in $pause_seconds s"
    sleep "$pause_seconds"
  done
}

# install_file MODE PATH: atomically replaces the file with standard input.
install_file() {
  mkdir -p "${2%/*}"
  cat >"$2.new"
  chmod "$1" "$2.new"
  mv -f "$2.new" "$2"
}

# shellcheck disable=SC2329 # called by later parts
install_packages() {
  if command -v dnf >/dev/null; then dnf install -q -y "$@"; else yum install -q -y "$@"; fi
}

# A user may start the script while the service runs it.
exec 9>/run/ml-platform-boot.lock
flock 9

ready_file=/var/lib/ml-platform/ready
setup_complete_file=/tmp/setup_complete.txt
rm -f "$ready_file" "$setup_complete_file"
