# shellcheck shell=bash
# Installs ML_REQUIREMENTS into a virtual environment, apart from the system's Python.
venv=/opt/ml/venv
requirements_file=/opt/ml/requirements.txt
installed_file=$venv/.ml-platform-installed

# The machine image is resolved at launch, so a later one may have another Python.
install_python() { dnf install -q -y "$ML_PYTHON" "$ML_PYTHON-pip"; }

pip_install() {
  # Only wheels, so that no code of a package runs as root during installation. Not in /tmp, which is in memory on Amazon
  # Linux 2023: the wheels are 3 GB.
  TMPDIR=/var/tmp "$venv/bin/python" -m pip install --quiet --no-cache-dir --no-input \
    --disable-pip-version-check --only-binary=:all: --retries 5 --timeout 60 -r "$requirements_file"
}

if ! command -v "$ML_PYTHON" >/dev/null; then
  command -v dnf >/dev/null || fail "no $ML_PYTHON on this machine image, and no dnf to install it"
  retry 5 30 install_python || fail "dnf could not install $ML_PYTHON"
fi

wanted=$({ "$ML_PYTHON" --version && echo "$ML_REQUIREMENTS"; } | sha256sum)
if [[ -f $installed_file && $(<"$installed_file") == "$wanted" ]]; then
  say 'libraries are installed'
else
  say "installing libraries for $ML_PYTHON"
  mkdir -p /opt/ml
  echo "$ML_REQUIREMENTS" >"$requirements_file"
  # --clear removes the rest of an interrupted installation.
  "$ML_PYTHON" -m venv --clear "$venv" || fail "$ML_PYTHON cannot make a virtual environment at $venv"
  retry 5 30 pip_install || fail "pip could not install $requirements_file"
  "$venv/bin/python" -m pip check || fail "the packages of $requirements_file contradict each other"
  echo "$wanted" >"$installed_file"
fi
