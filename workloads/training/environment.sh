#!/usr/bin/env bash
# Makes the Python environment of the training tests, .venv beside this file. PyPI has torch for x86-64 with its CUDA
# libraries only. Prints the interpreter of the environment.
set -Eeuo pipefail
cd "$(dirname "$0")"
bin=$(../../test/setup/pinned-environment.sh requirements-test.txt 'the libraries of the training tests, 6 GB, some minutes,')
echo "$bin/python"
