# shellcheck shell=bash
# Mounts the local NVMe disks as one volume at ML_SCRATCH_MOUNT, and sets scratch to that path; empty without local disks. The
# disks are blank after a stop and a start, so a failure here does not fail the boot.
scratch=''
# The Deep Learning AMI creates one striped LVM volume of the disks at every boot.
image_scratch=/opt/dlami/nvme

local_disks() {
  local link
  for link in "$device_directory"/disk/by-id/nvme-Amazon_EC2_NVMe_Instance_Storage_*; do
    if [[ -b $link && $link != *-part* ]]; then realpath "$link"; fi
  done | sort -u
}

# stripe DISK...: prints the device of a RAID 0 array of these disks, which it creates if they are blank.
stripe() {
  local disk array
  array=$(lsblk -nrpo NAME,TYPE "$1" | awk '$2 == "raid0" { print $1; exit }')
  if [[ -z $array ]]; then
    command -v mdadm >/dev/null || retry 3 10 install_packages mdadm >&2 || return 1
    array=$device_directory/md/ml-scratch
    # After a reboot the disks are still an array.
    if ! mdadm --assemble "$array" "$@" >&2; then
      for disk in "$@"; do
        [[ $(probe "$disk") == blank ]] || return 1
      done
      mdadm --create "$array" --run --level=0 --raid-devices=$# --homehost=any --name=ml-scratch "$@" >&2 || return 1
    fi
  fi
  echo "$array"
}

mount_local_disks() {
  local device=$1
  if (($# > 1)); then device=$(stripe "$@") || return 1; fi
  case $(probe "$device") in
    blank) mkfs.ext4 -q -m 0 -E nodiscard -L ml-scratch "$device" || return 1 ;;
    ext4) ;;
    *) return 1 ;;
  esac
  mount -o noatime "$device" "$ML_SCRATCH_MOUNT"
}

mount_scratch() {
  local disks
  mapfile -t disks < <(local_disks)
  if ((${#disks[@]} == 0)); then
    say 'no local disks'
    return 0
  fi
  mkdir -p "$ML_SCRATCH_MOUNT"
  if ! mountpoint -q "$ML_SCRATCH_MOUNT"; then
    if systemctl cat dlami-nvme.service &>/dev/null; then systemctl start dlami-nvme.service || true; fi
    if mountpoint -q "$image_scratch"; then
      mount --bind "$image_scratch" "$ML_SCRATCH_MOUNT" || return 1
    else
      mount_local_disks "${disks[@]}" || return 1
    fi
  fi
  chmod 1777 "$ML_SCRATCH_MOUNT"
  scratch=$ML_SCRATCH_MOUNT
  say "${#disks[@]} local disks at $ML_SCRATCH_MOUNT"
}

if [[ -n $ML_SCRATCH_MOUNT ]]; then
  mount_scratch || say "cannot use the local disks; they are as they were"
fi
