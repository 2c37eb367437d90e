#!/usr/bin/env bash
# Makes the Python environment of the AWS CLI, .venv beside this file. Prints the folder of its programs.
set -Eeuo pipefail
cd "$(dirname "$0")"
../../setup/pinned-environment.sh requirements.txt 'the AWS CLI, 120 MB,'
