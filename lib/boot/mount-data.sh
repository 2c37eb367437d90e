# shellcheck shell=bash
# Mounts data_device at ML_DATA_MOUNT. Creates a file system only on a blank device.

# probe DEVICE: prints the type of its content, or `blank`, or nothing if it cannot be determined.
probe() {
  local device=$1 found status=0
  found=$(blkid -p -s TYPE -s PTTYPE -o value "$device") || status=$?
  if ((status == 0)) && [[ -n $found ]]; then
    head -n 1 <<<"$found"
  # blkid exits with 2 if it finds nothing, but also if it cannot read. So the first 4 MiB must be readable and zero, as on
  # every new EBS volume.
  elif ((status == 2)) && cmp -s -n $((4 * 1024 * 1024)) "$device" /dev/zero; then
    echo blank
  fi
}

write_fstab_line() {
  local line=$1
  awk -v mount="$ML_DATA_MOUNT" '$1 ~ /^#/ || $2 != mount' /etc/fstab >/etc/fstab.ml-platform
  echo "$line" >>/etc/fstab.ml-platform
  chmod 0644 /etc/fstab.ml-platform
  # Atomically: an instance that dies here still has a complete fstab.
  mv -f /etc/fstab.ml-platform /etc/fstab
  # Otherwise systemd uses the old line, and may unmount a file system that is not in it.
  if [[ -d /run/systemd/system ]]; then systemctl daemon-reload; fi
}

is_mounted_from() { [[ $(mountpoint -d "$ML_DATA_MOUNT" 2>&1) == "$(mountpoint -x "$1")" ]]; }

# If an instance dies in the middle of mkfs, the device is not blank at the next boot. This file records that it was.
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
      # Without blocks reserved for root, as this is not a system disk.
      mkfs.ext4 -q -m 0 -L ml-data "$device"
      type=ext4
      ;;
    ext[234] | xfs) say "$device has $type: kept" ;;
    # Swap space, RAID and LVM have a UUID as well, and systemd would activate them if they were in fstab.
    *) fail "$device ($ML_DATA_VOLUME_ID) has $type, not ext4 or xfs: nothing was changed" ;;
  esac
  rm -f "$format_record"
  uuid=$(blkid -p -s UUID -o value "$device") || fail "no UUID on $device ($ML_DATA_VOLUME_ID, $type)"

  # nofail: the instance must boot, and be reachable, without its volume.
  write_fstab_line "UUID=$uuid $ML_DATA_MOUNT $type defaults,nofail,x-systemd.device-timeout=30s 0 2"
  if ! mountpoint -q "$ML_DATA_MOUNT"; then
    # Not by the line in fstab: with nofail, mount silently ignores a UUID that it does not know yet. systemd may mount the
    # device at the same moment, so only the result is checked.
    mount -t "$type" "$device" "$ML_DATA_MOUNT" || true
  fi
  is_mounted_from "$device" || fail "$ML_DATA_MOUNT is not mounted from $device ($type)"
  # As /tmp: every user can write, only the owner can delete. Only while it is unused, to keep a later change of the mode.
  if [[ $(ls -A "$ML_DATA_MOUNT") == lost+found ]]; then chmod 1777 "$ML_DATA_MOUNT"; fi

  # Uses the whole volume if it was enlarged; otherwise without effect.
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
