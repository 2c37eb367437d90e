# shellcheck shell=bash
# cloud-init runs user data at the first boot only, but a Spot instance that was stopped and started must attach and mount
# again. So `install` makes this script a service that runs at every boot.
if [[ ${1:-} == install ]]; then
  # After the mount in fstab: while systemd checks the file system, no other process can mount it.
  mount_unit=$(systemd-escape --path --suffix=mount "$ML_DATA_MOUNT")
  # No Restart=, because the parts retry, each with a limit.
  install_file 0644 /etc/systemd/system/ml-platform-boot.service <<UNIT
[Unit]
Description=Data volume, libraries and ready marker of the ML platform
Wants=network-online.target
After=network-online.target $mount_unit

[Service]
Type=oneshot
RemainAfterExit=yes
TimeoutStartSec=2h
ExecStart=/bin/bash -o pipefail -c '/opt/ml/boot.sh 2>&1 | tee -a /var/log/ml-platform-boot.log'
StandardOutput=journal+console

[Install]
WantedBy=multi-user.target
UNIT

  # The markers of the previous boot must be gone before a process can read them.
  install_file 0644 /etc/tmpfiles.d/ml-platform.conf <<'TMPFILES'
r! /var/lib/ml-platform/ready
r! /tmp/setup_complete.txt
TMPFILES

  systemctl daemon-reload
  systemctl enable ml-platform-boot.service
  flock -u 9
  # Waits, so that cloud-init reports a failed boot.
  systemctl restart ml-platform-boot.service
  exit 0
fi
