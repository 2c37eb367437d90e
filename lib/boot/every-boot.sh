# shellcheck shell=bash
# cloud-init runs user data on the first boot only. A spot instance that was stopped and started must
# attach and mount again, so the user data runs this script with `install`: it becomes a service of every boot.
if [[ ${1:-} == install ]]; then
  # After the mount that fstab asks for: while systemd checks the file system, nobody else can mount it.
  mount_unit=$(systemd-escape --path --suffix=mount "$ML_DATA_MOUNT")
  # No Restart=: the parts retry by themselves, each with a limit.
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

  # The markers of the last boot must be gone before anything can read them.
  install_file 0644 /etc/tmpfiles.d/ml-platform.conf <<'TMPFILES'
r! /var/lib/ml-platform/ready
r! /tmp/setup_complete.txt
TMPFILES

  systemctl daemon-reload
  systemctl enable ml-platform-boot.service
  flock -u 9
  # Waits, so that cloud-init reports a failed boot as failed.
  systemctl restart ml-platform-boot.service
  exit 0
fi
