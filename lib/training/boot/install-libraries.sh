# shellcheck shell=bash
# Puts ML_REQUIREMENTS into a virtual environment: the system's Python belongs to the system.
venv=/opt/ml/venv
requirements_file=/opt/ml/requirements.txt
installed_file=$venv/.ml-platform-installed

# Python 3.10 is what the image for P3 has.
python=$(command -v python3.12 || command -v python3.10) || fail 'neither python3.12 nor python3.10 found'

# Ubuntu keeps the module that gives a virtual environment its pip in a package of its own.
install_venv_package() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update && apt-get -q install -y -o DPkg::Lock::Timeout=300 "${python##*/}-venv"
}

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
  if ! "$python" -m ensurepip --version &>/dev/null; then
    retry 5 30 install_venv_package || fail "no package ${python##*/}-venv"
  fi
  # --clear: what an interrupted installation left behind must not be taken for a whole one.
  "$python" -m venv --clear "$venv"
  retry 5 30 pip_install || fail "pip could not install $requirements_file"
  "$venv/bin/python" -m pip check
  echo "$wanted" >"$installed_file"
fi
