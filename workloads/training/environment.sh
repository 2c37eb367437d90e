#!/usr/bin/env bash
# Creates the Python environment of training on this computer, .venv beside this file: for the tests, and for jobs of the local
# account. On PyPI, torch for Linux includes the CUDA libraries. Prints the path of the interpreter.
set -Eeuo pipefail
cd "$(dirname "$0")"
bin=$(../../test/setup/pinned-environment.sh requirements-test.txt 'PyTorch and the libraries of training, 6 GB on Linux, some minutes,')
echo "$bin/python"
