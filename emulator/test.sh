#!/usr/bin/env bash
# Runs ruff, mypy and pytest on the emulator, in the Python environment .venv beside this file. Arguments are passed to
# pytest. The last line has the format of Jest: "Tests:       1 failed, 80 passed, 81 total".
set -Eeuo pipefail
cd "$(dirname "$0")"

bin=$(../test/setup/pinned-environment.sh requirements-test.txt 'the tests of the emulator, 350 MB, a minute,')
"$bin/ruff" check --quiet .
"$bin/ruff" format --check --quiet .
"$bin/mypy" --no-error-summary
"$bin/pytest" "$@"
