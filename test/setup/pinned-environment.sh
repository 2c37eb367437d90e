#!/usr/bin/env bash
# pinned-environment.sh PINS PURPOSE [OLDEST NEWEST]
# Makes a Python environment, .venv in the working directory, from a requirements file with hashes: once for each set of
# pins. Several may run at once; the others wait. PURPOSE describes the environment in messages. OLDEST and NEWEST
# are minor versions of Python 3, by default 11 and 13. Prints the folder of the environment's programs.
set -Eeuo pipefail
pins=$1 purpose=$2 oldest=${3:-11} newest=${4:-13}
venv=$PWD/.venv

find_python() {
  local each minor
  local -a names=(python3)
  for ((minor = newest; minor >= oldest; minor--)); do names+=("python3.$minor"); done
  for each in "${names[@]}"; do
    if "$each" -c "import sys, venv, ensurepip; sys.exit(not (3, $oldest) <= sys.version_info[:2] <= (3, $newest))" \
      2>/dev/null; then
      echo "$each"
      return
    fi
  done
  echo "Python 3.$oldest to 3.$newest with its venv module is needed for $purpose; install it, so that it is in PATH." >&2
  return 1
}

python=$(find_python)
wanted=$("$python" --version && cat "$pins")
# The lock is on the pins: the environment is replaced as a whole. macOS has no flock.
exec 9<"$pins"
if command -v flock >/dev/null; then flock 9; fi
if [[ ! -f $venv/.made-from || $(<"$venv/.made-from") != "$wanted" ]]; then
  echo "Installing $purpose into $venv (once) ..." >&2
  "$python" -I -m venv --clear "$venv"
  "$venv/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check --no-cache-dir \
    --require-hashes --only-binary=:all: -r "$pins" >&2
  # Written last: an environment without it is half made.
  echo "$wanted" >"$venv/.made-from"
fi
echo "$venv/bin"
