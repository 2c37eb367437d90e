#!/usr/bin/env bash
# Makes the Python environment of shellcheck, .venv beside this file. Prints the folder of its program.
set -Eeuo pipefail
cd "$(dirname "$0")"
../pinned-environment.sh requirements.txt 'shellcheck, 40 MB,' 10 14
