#!/usr/bin/env bash
# pinned-environment.sh PINS WHAT
# Makes a Python environment, .venv in the working directory, from a requirements file with hashes: once for each set of
# pins. Several may run at once; the others wait. WHAT says in messages what it is for. Prints the folder of its programs.
set -Eeuo pipefail
pins=$1 what=$2
venv=$PWD/.venv

find_python() {
  local each
  for each in python3 python3.13 python3.12 python3.11; do
    if "$each" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      echo "$each"
      return
    fi
  done
  echo "Python 3.11 to 3.13 with its venv module is needed for $what; install it, so that it is in PATH." >&2
  return 1
}

python=$(find_python)
wanted=$({ "$python" --version && cat "$pins"; } | sha256sum)
# The lock is on the pins: the environment is replaced as a whole. macOS has no flock.
exec 9<"$pins"
if command -v flock >/dev/null; then flock 9; fi
if [[ ! -f $venv/.made-from || $(<"$venv/.made-from") != "$wanted" ]]; then
  echo "Installing $what into $venv (once) ..." >&2
  "$python" -I -m venv --clear "$venv"
  "$venv/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check --no-cache-dir \
    --require-hashes --only-binary=:all: -r "$pins" >&2
  # Written last: an environment without it is half made.
  echo "$wanted" >"$venv/.made-from"
fi
echo "$venv/bin"
