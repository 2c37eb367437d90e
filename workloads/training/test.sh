#!/usr/bin/env bash
# Runs ruff, mypy and pytest on the training workload. Arguments are passed to pytest; --environment-only only creates the
# environment. The last line has the format of Jest: "Tests:       1 failed, 80 passed, 81 total".
set -Eeuo pipefail
cd "$(dirname "$0")"

python=$(./environment.sh)
if [[ ${1:-} == --environment-only ]]; then exit 0; fi

"$python" -m ruff check .
"$python" -m ruff format --check .
"$python" -m mypy
# In memory: the tests would wait for the disk thousands of times, without testing it.
if [[ -w /dev/shm ]]; then
  TMPDIR=$(mktemp -d /dev/shm/training-XXXXXX)
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
fi
"$python" -m pytest "$@"
