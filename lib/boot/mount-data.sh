# shellcheck shell=bash
# Mounts data_device at ML_DATA_MOUNT. Makes a file system only on a blank device, never a second time.

# Says "TYPE" of what is on the device, "blank", or nothing when it cannot be told.
probe() {
  local device=$1 found status=0
  found=$(blkid -p -s TYPE -s PTTYPE -o value "$device") || status=$?
  if ((status == 0)) && [[ -n $found ]]; then
    head -n 1 <<<"$found"
  # Status 2 is "nothing found" but also "cannot read", so the start must be readable and all zeros,
  # as on every new EBS volume.
  elif ((status == 2)) && cmp -s -n $((4 * 1024 * 1024)) "$device" /dev/zero; then
    echo blank
  fi
}

write_fstab_line() {
  local line=$1
  awk -v mount="$ML_DATA_MOUNT" '$1 ~ /^#/ || $2 != mount' /etc/fstab >/etc/fstab.ml-platform
  echo "$line" >>/etc/fstab.ml-platform
  chmod 0644 /etc/fstab.ml-platform
  # In one step: a machine that dies here keeps a whole fstab.
  mv -f /etc/fstab.ml-platform /etc/fstab
  # Else systemd goes by the old line, and may unmount what it does not know.
  if [[ -d /run/systemd/system ]]; then systemctl daemon-reload; fi
}

is_mounted_from() { [[ $(mountpoint -d "$ML_DATA_MOUNT" 2>&1) == "$(mountpoint -x "$1")" ]]; }

# What a machine that died in the middle of mkfs leaves is not blank, and nothing else. It was blank, so it may be made again.
format_record=/var/lib/ml-platform/making-file-system

mount_data() {
  local device=$1 type uuid
  type=$(probe "$device")
  if [[ -z $type && $(cat "$format_record" 2>/dev/null) == "$ML_DATA_VOLUME_ID" ]]; then type=blank; fi
  case $type in
    '') fail "cannot tell what is on $device ($ML_DATA_VOLUME_ID): nothing was changed" ;;
    blank)
      say "$device is blank: making an ext4 file system"
      mkdir -p "${format_record%/*}"
      echo "$ML_DATA_VOLUME_ID" >"$format_record"
      sync
      # No blocks kept back for root: this is not a system disk.
      mkfs.ext4 -q -m 0 -L ml-data "$device"
      type=ext4
      ;;
    ext[234] | xfs) say "$device has $type: kept" ;;
    # Swap space, RAID and LVM have a UUID as well; in fstab, systemd would start to use them.
    *) fail "$device ($ML_DATA_VOLUME_ID) has $type, not ext4 or xfs: nothing was changed" ;;
  esac
  rm -f "$format_record"
  uuid=$(blkid -p -s UUID -o value "$device") || fail "no UUID on $device ($ML_DATA_VOLUME_ID, $type)"

  # nofail: the machine must start, and be reachable, without its volume.
  write_fstab_line "UUID=$uuid $ML_DATA_MOUNT $type defaults,nofail,x-systemd.device-timeout=30s 0 2"
  if ! mountpoint -q "$ML_DATA_MOUNT"; then
    # Not by the line in fstab, with which mount says nothing when it does not know the UUID yet: nofail.
    # systemd may mount it at the same moment, so only the outcome counts.
    mount -t "$type" "$device" "$ML_DATA_MOUNT" || true
  fi
  is_mounted_from "$device" || fail "$ML_DATA_MOUNT is not mounted from $device ($type)"
  # As /tmp: every user writes, only the owner deletes. As long as nobody has used it, so that a later choice is kept.
  if [[ $(ls -A "$ML_DATA_MOUNT") == lost+found ]]; then chmod 1777 "$ML_DATA_MOUNT"; fi

  # An enlarged volume; without effect on the others.
  case $type in
    ext4) resize2fs "$device" || say "could not grow $device" ;;
    xfs) xfs_growfs -d "$ML_DATA_MOUNT" >/dev/null || say "could not grow $device" ;;
  esac
}

if [[ -n $ML_DATA_VOLUME_ID ]]; then
  mkdir -p "$ML_DATA_MOUNT"
  mount_data "$data_device"
else
  install -d -m 1777 "$ML_DATA_MOUNT"
fi
