# shellcheck shell=bash
# metadata PATH: sets metadata_answer to the answer of the instance metadata service (IMDSv2).
# Status 1: there is no such item. Status 2: no answer.
metadata_answer='' metadata_token='' metadata_token_until=0

metadata() {
  local url=http://169.254.169.254/latest response
  if ((SECONDS >= metadata_token_until)); then
    metadata_token=$(curl -sf -m 2 --noproxy '*' -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$url/api/token") ||
      return 2
    metadata_token_until=$((SECONDS + 240))
  fi
  response=$(curl -s -m 2 --noproxy '*' -w '\n%{http_code}' -H "X-aws-ec2-metadata-token: $metadata_token" \
    "$url/meta-data/$1") || return 2
  case ${response##*$'\n'} in
    200) metadata_answer=${response%$'\n'*} ;;
    404) return 1 ;;
    # 401: the token expired early, for example because the clock was set.
    *)
      metadata_token_until=0
      return 2
      ;;
  esac
}
