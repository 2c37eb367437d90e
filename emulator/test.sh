#!/usr/bin/env bash
# Tests the emulator: ruff, mypy, pytest, in a Python environment of their own, .venv beside this file. Arguments go to
# pytest. The last line has the form of Jest: "Tests:       1 failed, 80 passed, 81 total".
set -Eeuo pipefail
cd "$(dirname "$0")"

bin=$(../test/setup/pinned-environment.sh requirements-test.txt 'the tests of the emulator, 350 MB, a minute,')
"$bin/ruff" check --quiet .
"$bin/ruff" format --check --quiet .
"$bin/mypy" --no-error-summary
"$bin/pytest" "$@"
