#!/usr/bin/env bash
# Measures the goodput of interrupted training, some minutes. Arguments go to bench/goodput.py; --help explains them.
set -Eeuo pipefail
cd "$(dirname "$0")"
python=$(./environment.sh)
PYTHONPATH=. OMP_NUM_THREADS=1 exec "$python" bench/goodput.py "$@"
