# shellcheck shell=bash
# Mounts the bucket of metadata attribute ml-artifacts-bucket at /mnt/artifacts, for user ml. Without a data disk, the boot fails
# if the bucket cannot be mounted, because checkpoints would be lost with the instance.
artifacts_unit=/etc/systemd/system/ml-artifacts.service

# https://docs.cloud.google.com/storage/docs/cloud-storage-fuse/install, 2026-11
install_gcsfuse() {
  local codename
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME") || return 1
  curl -sf -m 30 https://packages.cloud.google.com/apt/doc/apt-key.gpg >/usr/share/keyrings/cloud.google.asc || return 1
  install_file 0644 /etc/apt/sources.list.d/gcsfuse.list <<<"deb [signed-by=/usr/share/keyrings/cloud.google.asc] https://packages.cloud.google.com/apt gcsfuse-$codename main"
  apt_install gcsfuse
}

artifacts_are_mounted() { mountpoint -q "$artifacts_mount"; }

mount_artifacts() {
  local before
  if ! command -v gcsfuse >/dev/null; then retry 3 20 install_gcsfuse || return 1; fi
  mkdir -p "$artifacts_mount"
  # Another instance may continue a job, so its files must be visible at once. On large machine types gcsfuse never expires its
  # cache by default (https://github.com/GoogleCloudPlatform/gcsfuse/blob/master/docs/semantics.md, 2026-11).
  install_file 0644 /etc/ml-platform/gcsfuse.yaml <<'YAML'
metadata-cache:
  ttl-secs: 0
YAML
  before=$(cat "$artifacts_unit" 2>/dev/null || true)
  # umount first, because the mount of a killed gcsfuse blocks a new one. allow_other, because gcsfuse runs as root.
  install_file 0644 "$artifacts_unit" <<UNIT
[Unit]
Description=Bucket $artifacts_bucket at $artifacts_mount
Wants=network-online.target
After=network-online.target

[Service]
ExecStartPre=-/bin/umount -l $artifacts_mount
ExecStart=$(command -v gcsfuse) --foreground --config-file=/etc/ml-platform/gcsfuse.yaml --implicit-dirs -o allow_other --uid=$(id -u ml) --gid=$(id -g ml) $artifacts_bucket $artifacts_mount
ExecStop=/bin/umount $artifacts_mount
TimeoutStopSec=10
Restart=on-failure
RestartSec=2
UNIT
  if [[ $(<"$artifacts_unit") != "$before" ]]; then
    systemctl daemon-reload
    systemctl restart ml-artifacts.service || return 1
  else
    systemctl start ml-artifacts.service || return 1
  fi
  retry 15 2 artifacts_are_mounted
}

if [[ -n $artifacts_bucket ]]; then
  if mount_artifacts; then
    say "$artifacts_bucket is at $artifacts_mount"
  elif [[ -z $ML_DATA_DEVICE_NAME ]]; then
    fail "cannot mount bucket $artifacts_bucket, where checkpoints belong; see journalctl -u ml-artifacts"
  else
    say "cannot mount bucket $artifacts_bucket; checkpoints are on the data disk"
  fi
fi
# An existing folder keeps its owner.
if [[ ! -d $checkpoints ]]; then install -d -o ml -g ml -m 0755 "$checkpoints"; fi
