#!/usr/bin/env bash
# npm run catalog [-- --prices FOLDER]: renews the JSON files of lib/catalog/data. Prices are downloaded from GitHub, or
# read from a folder that has the three tables of Karpenter. Everything else comes from the pinned packages.
set -Eeuo pipefail
cd "$(dirname "$0")"
bin=$(../../../test/setup/pinned-environment.sh requirements.txt 'the sources of the catalog, 200 MB, a minute,')
exec "$bin/python" renew.py "$@"
