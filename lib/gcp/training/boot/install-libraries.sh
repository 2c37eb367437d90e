# shellcheck shell=bash
# Puts ML_PYTORCH_PACKAGES and ML_PACKAGES into a virtual environment: the system's Python belongs to the system.
venv=/opt/ml/venv
installed_file=$venv/.ml-platform-installed

# Wheels only: no code of a package runs as root while it is installed.
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
  # Ubuntu and Debian keep the module that gives a virtual environment its pip in a package of its own.
  if ! python3 -m ensurepip --version &>/dev/null; then
    retry 5 30 apt_install python3-venv || fail 'no package python3-venv'
  fi
  # --clear: what an interrupted installation left behind must not be taken for a whole one.
  python3 -m venv --clear "$venv" || fail "python3 cannot make a virtual environment at $venv"
  # The index of PyTorch for its packages only: it has copies of others that are older than those of PyPI.
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
