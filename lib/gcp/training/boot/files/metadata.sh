# shellcheck shell=bash
# metadata PATH: sets metadata_answer to the answer of the metadata server, and metadata_etag to its ETag.
# Status 1: there is no such item. Status 2: no answer.
metadata_answer='' metadata_etag=''

metadata() {
  local response head
  # -m is longer than the longest timeout_sec of wait_for_change.
  response=$(curl -si -m 40 --connect-timeout 2 --noproxy '*' -H 'Metadata-Flavor: Google' -w '%{http_code}' \
    "http://169.254.169.254/computeMetadata/v1/$1") || return 2
  # The status code at the end protects line breaks of the answer from the command substitution.
  case ${response: -3} in
    200) ;;
    404) return 1 ;;
    *) return 2 ;;
  esac
  head=${response%%$'\r\n\r\n'*}
  response=${response#*$'\r\n\r\n'}
  metadata_answer=${response%???}
  # shellcheck disable=SC2034 # read by watch-interruptions.sh
  metadata_etag=$(sed -n 's/^etag: *\([^[:space:]]*\).*/\1/Ip' <<<"$head")
}
