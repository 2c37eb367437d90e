# Loads the release MODEL_RELEASE of the bucket MODELS_BUCKET into MODELS_FOLDER, a folder of the instance, and checks it. The
# server starts after this has succeeded. A release that another task has loaded on this instance is used as it is.
set -euo pipefail

digest=${MODEL_RELEASE##*/}
source=s3://$MODELS_BUCKET/$MODEL_RELEASE
release=$MODELS_FOLDER/$digest
name=${MODEL_RELEASE%/*}
name=${name##*/}

fail() {
  echo "The model $name@sha256:$digest cannot be served: $1" >&2
  exit 1
}

# The list of files is compared as well: a checksum of its own does not tell of a file too many.
check() {
  local folder=$1 found
  found=$(sha256sum <"$folder/SHA256SUMS")
  [[ ${found%% *} == "$digest" ]] || fail "its SHA256SUMS has the digest ${found%% *}"
  cd "$folder/files"
  [[ $(find . -type f -printf '%P\n' | LC_ALL=C sort) == "$(cut -c67- ../SHA256SUMS | LC_ALL=C sort)" ]] ||
    fail 'its files are not those of its SHA256SUMS'
  found=$(sha256sum --check --quiet --strict ../SHA256SUMS 2>&1) || fail "${found%%$'\n'*}"
}

load() {
  local part=$1 begin=$SECONDS loaded
  aws configure set default.s3.preferred_transfer_client crt
  aws s3 cp --only-show-errors "$source/SHA256SUMS" "$part/SHA256SUMS" || fail "there is no $source/SHA256SUMS for it"
  aws s3 cp --only-show-errors --recursive "$source/files/" "$part/files/" || fail "$source/files/ cannot be read"
  loaded=$SECONDS
  check "$part"
  echo "The model $name@sha256:$digest of $(du -sh "$part/files" | cut -f1) was loaded in $((loaded - begin)) s and checked in $((SECONDS - loaded)) s"
}

mkdir -p "$MODELS_FOLDER"
if [[ -d $release ]]; then
  echo "The model $name@sha256:$digest is on this instance"
else
  part=$(mktemp -d "$MODELS_FOLDER/.loading-XXXXXX")
  trap 'rm -rf "$part"' EXIT
  mkdir "$part/files"
  load "$part"
  # The server has another user.
  chmod -R a+rX "$part"
  # Fails without harm if a task beside this one was first.
  mv -T "$part" "$release" 2>/dev/null || [[ -d $release ]] || fail 'it cannot be kept on this instance'
fi
touch "$release"
# A deployment may go back to the release before this one. Servers have older ones in memory, if at all.
ls -1t "$MODELS_FOLDER" | tail -n +3 | while read -r old; do rm -rf "${MODELS_FOLDER:?}/$old"; done
