#!/bin/bash
# Startup script of a GPU instance: data disk, libraries, GPUs, ready marker.
#
# Compute Engine runs it as root at every boot, and a stopped Spot instance boots again with its disks: every
# step must be safe to run any number of times. Output goes to the serial console and the journal.
#
# The companion sets, right below the first line: ML_DATA_DEVICE_NAME (empty: no data disk),
# ML_PYTORCH_INDEX_URL (empty: PyPI), ML_PYTORCH_PACKAGES and ML_PACKAGES (separated by spaces).
set -Eeuo pipefail

data_mount=/data
venv=/opt/ml/venv
installed_file=$venv/.ml-platform-installed
ready_file=/tmp/ready

say() { echo "$(date -u +%FT%TZ) ml-platform: $*"; }

fail() {
  say "FAILED: $*" >&2
  exit 1
}

trap 'say "exit status $? at line $LINENO: $BASH_COMMAND" >&2' ERR

# retry ATTEMPTS PAUSE_SECONDS COMMAND...
retry() {
  local attempts=$1 pause_seconds=$2 attempt
  shift 2
  for ((attempt = 1; ; attempt++)); do
    if "$@"; then return 0; fi
    if ((attempt >= attempts)); then return 1; fi
    say "attempt $attempt of $attempts failed: $1; again in $pause_seconds s"
    sleep "$pause_seconds"
  done
}

# Says the type of what is on the device, "blank", or nothing when it cannot be told.
probe() {
  local device=$1 found status=0
  found=$(blkid -p -s TYPE -s PTTYPE -o value "$device") || status=$?
  if ((status == 0)) && [[ -n $found ]]; then
    head -n 1 <<<"$found"
  # Status 2 is "nothing found" but also "cannot read", so the start must be readable and all zeros,
  # as on every new Persistent Disk.
  elif ((status == 2)) && cmp -s -n $((4 * 1024 * 1024)) "$device" /dev/zero; then
    echo blank
  fi
}

write_fstab_line() {
  awk -v mount="$data_mount" '$1 ~ /^#/ || $2 != mount' /etc/fstab >/etc/fstab.ml-platform
  echo "$1" >>/etc/fstab.ml-platform
  chmod 0644 /etc/fstab.ml-platform
  # In one step: a machine that stops here keeps a whole fstab.
  mv -f /etc/fstab.ml-platform /etc/fstab
  if [[ -d /run/systemd/system ]]; then systemctl daemon-reload; fi
}

is_mounted_from() { [[ $(mountpoint -d "$data_mount" 2>&1) == "$(mountpoint -x "$1")" ]]; }

mount_data_disk() {
  local by_id=/dev/disk/by-id/google-$ML_DATA_DEVICE_NAME device type uuid new=''
  retry 12 5 test -b "$by_id" || fail "no disk at $by_id; is it attached under that device name?"
  device=$(realpath "$by_id")
  type=$(probe "$device")
  case $type in
    '') fail "cannot tell what is on $device: nothing was changed" ;;
    blank)
      say "$device is blank: making an ext4 file system"
      # No blocks kept back for root: this is not a system disk.
      mkfs.ext4 -q -m 0 -L ml-data "$device"
      type=ext4 new=yes
      ;;
    ext[234] | xfs) say "$device has $type: kept" ;;
    # Swap space, RAID and LVM have a UUID as well; in fstab, systemd would start to use them.
    *) fail "$device has $type, not ext4 or xfs: nothing was changed" ;;
  esac
  uuid=$(blkid -p -s UUID -o value "$device") || fail "no UUID on $device ($type)"

  mkdir -p "$data_mount"
  # nofail: the machine must start, and be reachable, without its disk.
  write_fstab_line "UUID=$uuid $data_mount $type discard,defaults,nofail,x-systemd.device-timeout=30s 0 2"
  # Not by the line in fstab, with which mount says nothing when it does not know the UUID yet: nofail.
  # systemd may mount it at the same moment, so only the outcome counts.
  if ! mountpoint -q "$data_mount"; then mount -t "$type" -o discard "$device" "$data_mount" || true; fi
  is_mounted_from "$device" || fail "$data_mount is not mounted from $device ($type)"
  # As /tmp: every user writes, only the owner deletes. Set once, so that a later choice is kept.
  if [[ -n $new ]]; then chmod 1777 "$data_mount"; fi
  # For a disk that was enlarged; without effect on the others.
  if [[ $type == ext4 ]]; then resize2fs "$device" || say "could not grow $device"; fi
}

# Ubuntu and Debian keep the module that gives a virtual environment its pip in a package of its own.
install_venv_package() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update && apt-get -q install -y -o DPkg::Lock::Timeout=300 python3-venv
}

# Wheels only: no code of a package runs as root while it is installed.
pip_install() {
  "$venv/bin/python" -m pip install --quiet --no-cache-dir --no-input --disable-pip-version-check \
    --only-binary=:all: --retries 5 --timeout 60 "$@"
}

# Into a virtual environment: the system's Python belongs to the system.
install_libraries() {
  local wanted index=() pytorch packages
  wanted=$({ python3 --version && echo "$ML_PYTORCH_INDEX_URL $ML_PYTORCH_PACKAGES $ML_PACKAGES"; } | sha256sum)
  if [[ -f $installed_file && $(<"$installed_file") == "$wanted" ]]; then
    say 'libraries are installed'
    return
  fi
  if ! python3 -m ensurepip --version &>/dev/null; then
    retry 5 30 install_venv_package || fail 'no package python3-venv'
  fi
  mkdir -p "${venv%/*}"
  # --clear: what an interrupted installation left behind must not be taken for a whole one.
  python3 -m venv --clear "$venv"
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

# NVIDIA (10de) display (0x03) devices on the PCI bus.
count_gpus() {
  cat /sys/bus/pci/devices/*/uevent 2>/dev/null |
    awk -F '[=:]' '/^PCI_CLASS=/ { gpu = $2 ~ /^3....$/ } /^PCI_ID=10DE:/ && gpu { n++ } END { print n + 0 }'
}

driver_sees_gpus() { [[ $(nvidia-smi -L 2>/dev/null | grep -c '^GPU') -eq $1 ]]; }

rm -f "$ready_file"
if [[ -n $ML_DATA_DEVICE_NAME ]]; then mount_data_disk; fi
install_libraries

gpu_count=$(count_gpus || true)
if ((gpu_count > 0)); then
  # On the first boot the image installs the driver at the same time (metadata install-nvidia-driver).
  retry 60 15 driver_sees_gpus "$gpu_count" || fail "the driver does not see all $gpu_count GPUs; see nvidia-smi"
fi

# install replaces the file; writing through a link that a user left in /tmp would not be safe.
install -m 0644 <(echo 'GPU setup complete') "$ready_file"
say "GPU setup complete ($gpu_count GPUs)"
