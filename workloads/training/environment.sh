#!/usr/bin/env bash
# Creates the Python environment of the training tests, .venv beside this file. On PyPI, torch for x86-64 includes the CUDA
# libraries. Prints the path of the interpreter.
set -Eeuo pipefail
cd "$(dirname "$0")"
bin=$(../../test/setup/pinned-environment.sh requirements-test.txt 'the libraries of the training tests, 6 GB, some minutes,')
echo "$bin/python"
