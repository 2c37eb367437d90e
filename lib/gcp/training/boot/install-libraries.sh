# shellcheck shell=bash
# Installs ML_PYTORCH_PACKAGES and ML_PACKAGES into a virtual environment, apart from the system's Python.
venv=/opt/ml/venv
installed_file=$venv/.ml-platform-installed

# Only wheels, so that no code of a package runs as root during installation.
pip_install() {
  TMPDIR=/var/tmp "$venv/bin/python" -m pip install --quiet --no-cache-dir --no-input --disable-pip-version-check \
    --only-binary=:all: --retries 5 --timeout 60 "$@"
}

install_libraries() {
  local wanted index=() pytorch packages
  wanted=$({ python3 --version && echo "$ML_PYTORCH_INDEX_URL $ML_PYTORCH_PACKAGES $ML_PACKAGES"; } | sha256sum)
  if [[ -f $installed_file && $(<"$installed_file") == "$wanted" ]]; then
    say 'libraries are installed'
    return
  fi
  # Ubuntu and Debian have ensurepip, which venv needs, in a separate package.
  if ! python3 -m ensurepip --version &>/dev/null; then
    retry 5 30 apt_install python3-venv || fail 'no package python3-venv'
  fi
  # --clear removes the rest of an interrupted installation.
  python3 -m venv --clear "$venv" || fail "python3 cannot make a virtual environment at $venv"
  # The PyTorch index only for its own packages: its copies of others are older than those on PyPI.
  if [[ -n $ML_PYTORCH_INDEX_URL ]]; then index=(--index-url "$ML_PYTORCH_INDEX_URL"); fi
  read -ra pytorch <<<"$ML_PYTORCH_PACKAGES"
  read -ra packages <<<"$ML_PACKAGES"
  if ((${#pytorch[@]} > 0)); then
    retry 5 30 pip_install "${index[@]}" "${pytorch[@]}" || fail "pip could not install $ML_PYTORCH_PACKAGES"
  fi
  if ((${#packages[@]} > 0)); then
    retry 5 30 pip_install "${packages[@]}" || fail "pip could not install $ML_PACKAGES"
  fi
  echo "$wanted" >"$installed_file"
}

install_libraries
