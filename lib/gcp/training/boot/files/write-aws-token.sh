#!/bin/bash
# Main process of ml-aws-token.service: puts a new identity token where AWS SDKs read it. A machine that dies here has the old
# file or the new one.
set -euo pipefail
# shellcheck source=metadata.sh
. /opt/ml/metadata.sh
directory=/run/ml-platform-aws
metadata "instance/service-accounts/default/identity?audience=$ML_AWS_AUDIENCE&format=full" || {
  echo 'no identity token from the metadata server' >&2
  exit 1
}
[[ $metadata_answer == *.*.* ]] || {
  echo 'what the metadata server answered is no token' >&2
  exit 1
}
install -d -m 0755 "$directory"
# Only ml reads it, from its first byte on.
umask 077
printf %s "$metadata_answer" >"$directory/token.new"
chown ml:ml "$directory/token.new"
chmod 0400 "$directory/token.new"
mv -f "$directory/token.new" "$directory/token"
