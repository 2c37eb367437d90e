#!/usr/bin/env bash
# Makes the Python environment of checkov, .venv beside this file. Prints the path of checkov.
set -Eeuo pipefail
cd "$(dirname "$0")"
bin=$(../../setup/pinned-environment.sh requirements.txt 'checkov, 290 MB, about a minute,')
echo "$bin/checkov"
