#!/usr/bin/env bash
# Tests the training workload: environment, ruff, mypy, pytest. Arguments go to pytest; --environment-only ends before.
# The last line has the form of Jest: "Tests:       1 failed, 80 passed, 81 total".
set -Eeuo pipefail
cd "$(dirname "$0")"

python=$(./environment.sh)
if [[ ${1:-} == --environment-only ]]; then exit 0; fi

"$python" -m ruff check .
"$python" -m ruff format --check .
"$python" -m mypy
# Checkpoints of tests wait for a disk thousands of times; what they prove needs none.
if [[ -w /dev/shm ]]; then
  TMPDIR=$(mktemp -d /dev/shm/training-XXXXXX)
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
fi
"$python" -m pytest "$@"
