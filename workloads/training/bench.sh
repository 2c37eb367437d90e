#!/usr/bin/env bash
# Measures the goodput of interrupted training, which takes some minutes. Arguments are passed to bench/goodput.py; --help
# lists them.
set -Eeuo pipefail
cd "$(dirname "$0")"
python=$(./environment.sh)
PYTHONPATH=. OMP_NUM_THREADS=1 exec "$python" bench/goodput.py "$@"
