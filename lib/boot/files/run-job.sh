#!/bin/bash
# Main process of ml-training.service, as user ml: replaces itself with launch.py.
set -euo pipefail
exec >>/var/log/ml-platform-training.log 2>&1
# Until launch.py handles USR1, a request for a checkpoint would kill it.
trap '' USR1

echo "$(date -u +%FT%TZ) job $ML_JOB on $ML_INSTANCE_ID"
export PYTHONUNBUFFERED=1 VIRTUAL_ENV=/opt/ml/venv PATH="/opt/ml/venv/bin:$PATH"
cd /opt/ml/job/code
# The arguments of the job are JSON, so that no shell expands them.
exec /opt/ml/venv/bin/python -c 'import json, os, sys
with open("/opt/ml/job/arguments") as file:
    arguments = json.load(file)
os.execv(sys.executable, [sys.executable, *sys.argv[1:], *arguments])' \
  launch.py --job "$ML_JOB" --nodes "$ML_MIN_NODES:$ML_MAX_NODES" train.py
