#!/usr/bin/env bash
# Makes the Python environment of the training tests, .venv beside this file: 6 GB, some minutes, once for each set of
# pins. Several may run at once; the others wait. PyPI has torch for x86-64 with its CUDA libraries only.
# Prints the interpreter of the environment.
set -Eeuo pipefail
cd "$(dirname "$0")"

venv=$PWD/.venv
pins=requirements-test.txt

find_python() {
  local each
  for each in python3 python3.13 python3.12 python3.11; do
    if "$each" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$each"
      return
    fi
  done
  echo 'The training tests need Python 3.11 to 3.13 with its venv module; install it, so that it is in PATH.' >&2
  return 1
}

python=$(find_python)
wanted=$({ "$python" --version && cat "$pins"; } | sha256sum)
# The lock is on this file: the environment is replaced as a whole. macOS has no flock.
exec 9<environment.sh
if command -v flock >/dev/null; then flock 9; fi
if [[ ! -f $venv/.made-from || $(<"$venv/.made-from") != "$wanted" ]]; then
  echo "Installing the libraries of the training tests into $venv (once, 6 GB, some minutes) ..." >&2
  "$python" -I -m venv --clear "$venv"
  "$venv/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check --no-cache-dir \
    --require-hashes --only-binary=:all: -r "$pins" >&2
  # Written last: an environment without it is half made.
  echo "$wanted" >"$venv/.made-from"
fi
echo "$venv/bin/python"
