# shellcheck shell=bash
# Gives login shells the environment of jobs, and the libraries.
install_file 0644 /etc/profile.d/ml-platform.sh <<'PROFILE'
set -a
. /etc/ml-platform/environment
set +a
export VIRTUAL_ENV=/opt/ml/venv
case ":$PATH:" in *":$VIRTUAL_ENV/bin:"*) ;; *) PATH="$VIRTUAL_ENV/bin:$PATH" ;; esac
PROFILE
