# shellcheck shell=bash
# metadata PATH: puts what the metadata server has there into metadata_answer, and its ETag into metadata_etag.
# Status 1: nothing there. Status 2: no answer.
metadata_answer='' metadata_etag=''

metadata() {
  local response head
  # -m is longer than the longest wait_for_change.
  response=$(curl -si -m 40 --connect-timeout 2 --noproxy '*' -H 'Metadata-Flavor: Google' -w '%{http_code}' \
    "http://169.254.169.254/computeMetadata/v1/$1") || return 2
  # The code at the end keeps an empty answer from being trimmed.
  case ${response: -3} in
    200) ;;
    404) return 1 ;;
    *) return 2 ;;
  esac
  head=${response%%$'\r\n\r\n'*}
  response=${response#*$'\r\n\r\n'}
  metadata_answer=${response%???}
  # shellcheck disable=SC2034 # for those who wait for a change
  metadata_etag=$(sed -n 's/^etag: *\([^[:space:]]*\).*/\1/Ip' <<<"$head")
}
