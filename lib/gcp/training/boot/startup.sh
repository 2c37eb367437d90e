#!/bin/bash
# Startup script of a training instance. Compute Engine runs it as root at every boot, also when a Spot VM is started again with
# its disks. It installs the boot script, which startup-script.ts puts between the marks, and waits for its service.
set -euo pipefail

mkdir -p /opt/ml
cat >/opt/ml/boot.sh.new <<'ML_BOOT_SCRIPT'
@BOOT_SCRIPT@
ML_BOOT_SCRIPT
chmod 0755 /opt/ml/boot.sh.new

# From the second boot on systemd starts the service, and possibly a job after it. A restart would stop that job.
if cmp -s /opt/ml/boot.sh.new /opt/ml/boot.sh && [[ -e /etc/systemd/system/ml-platform-boot.service ]]; then
  rm -f /opt/ml/boot.sh.new
  exec systemctl start ml-platform-boot.service
fi
mv -f /opt/ml/boot.sh.new /opt/ml/boot.sh
exec /opt/ml/boot.sh install
