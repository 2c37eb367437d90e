#!/bin/bash
# Main process of ml-aws-token.service: atomically replaces the identity token that AWS SDKs read.
set -euo pipefail
# shellcheck source=metadata.sh
. /opt/ml/metadata.sh
directory=/run/ml-platform-aws
metadata "instance/service-accounts/default/identity?audience=$ML_AWS_AUDIENCE&format=full" || {
  echo 'no identity token from the metadata server' >&2
  exit 1
}
[[ $metadata_answer == *.*.* ]] || {
  echo 'the answer of the metadata server is not a token' >&2
  exit 1
}
install -d -m 0755 "$directory"
# Readable only by ml, from the first byte on.
umask 077
printf %s "$metadata_answer" >"$directory/token.new"
chown ml:ml "$directory/token.new"
chmod 0400 "$directory/token.new"
mv -f "$directory/token.new" "$directory/token"
