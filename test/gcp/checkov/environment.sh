#!/usr/bin/env bash
# Makes the Python environment of checkov, .venv beside this file: 290 MB, about a minute, once for each set of pins.
# Several may run at once; the others wait. Prints the path of checkov.
set -Eeuo pipefail
cd "$(dirname "$0")"

venv=$PWD/.venv
pins=requirements.txt

find_python() {
  local each
  for each in python3 python3.13 python3.12 python3.11; do
    if "$each" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$each"
      return
    fi
  done
  echo 'checkov needs Python 3.11 to 3.13 with its venv module; install it, so that it is in PATH.' >&2
  return 1
}

python=$(find_python)
wanted=$({ "$python" --version && cat "$pins"; } | sha256sum)
# The lock is on this file: the environment is replaced as a whole. macOS has no flock.
exec 9<environment.sh
if command -v flock >/dev/null; then flock 9; fi
if [[ ! -f $venv/.made-from || $(<"$venv/.made-from") != "$wanted" ]]; then
  echo "Installing checkov into $venv (once, 290 MB, about a minute) ..." >&2
  "$python" -I -m venv --clear "$venv"
  "$venv/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check --no-cache-dir \
    --require-hashes --only-binary=:all: -r "$pins" >&2
  # Written last: an environment without it is half made.
  echo "$wanted" >"$venv/.made-from"
fi
echo "$venv/bin/checkov"
