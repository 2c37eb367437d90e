# shellcheck shell=bash
# Functions and variables of Google Cloud for later parts, and the ready marker of the lesson.
setup_complete_file=/tmp/ready
rm -f "$setup_complete_file"
install_file 0644 /etc/tmpfiles.d/ml-platform-google.conf <<'TMPFILES'
r! /tmp/ready
TMPFILES

# shellcheck disable=SC2329 # called by later parts
apt_install() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update && apt-get -q install -y -o DPkg::Lock::Timeout=300 "$@"
}

# shellcheck source=files/metadata.sh
. /opt/ml/metadata.sh
# Tries for five minutes, because the network may not be up early in a boot.
retry 60 5 metadata instance/name || fail 'no instance name from the metadata server'
instance_name=$metadata_answer

ask_attribute() {
  local status=0
  metadata "instance/attributes/$1" || status=$?
  # 1: there is no such attribute.
  if ((status == 1)); then metadata_answer=''; else return "$status"; fi
}

# attribute NAME: sets metadata_answer to the metadata attribute of this instance; empty if it is not set.
attribute() { retry 12 5 ask_attribute "$1" || fail "no answer from the metadata server for attribute $1"; }

attribute ml-artifacts-bucket
artifacts_bucket=$metadata_answer
