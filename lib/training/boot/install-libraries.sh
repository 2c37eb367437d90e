# shellcheck shell=bash
# Puts ML_REQUIREMENTS into a virtual environment: the system's Python belongs to the system.
venv=/opt/ml/venv
requirements_file=/opt/ml/requirements.txt
installed_file=$venv/.ml-platform-installed

# 3.12 is the Python of the image on Amazon Linux 2023, 3.10 that of the image for P3.
python=$(command -v python3.12 || command -v python3.10) || fail 'neither python3.12 nor python3.10 found'

pip_install() {
  # Wheels only: no code of a package runs as root while it is installed.
  "$venv/bin/python" -m pip install --quiet --no-cache-dir --no-input --disable-pip-version-check \
    --only-binary=:all: --retries 5 --timeout 60 -r "$requirements_file"
}

wanted=$({ "$python" --version && echo "$ML_REQUIREMENTS"; } | sha256sum)
if [[ -f $installed_file && $(<"$installed_file") == "$wanted" ]]; then
  say 'libraries are installed'
else
  say "installing libraries with $python"
  mkdir -p /opt/ml
  echo "$ML_REQUIREMENTS" >"$requirements_file"
  # --clear: what an interrupted installation left behind must not be taken for a whole one.
  "$python" -m venv --clear "$venv"
  retry 5 30 pip_install || fail "pip could not install $requirements_file"
  "$venv/bin/python" -m pip check
  echo "$wanted" >"$installed_file"
fi
