#!/bin/bash
# Startup script of a training machine. Compute Engine runs it as root at every boot, also of a Spot VM that is started again
# with its disks. It puts the boot script in place and waits for the service that runs it; the boot script is the text between
# the marks, which lib/gcp/startup-script.ts puts together from the parts that README.md lists.
set -euo pipefail

mkdir -p /opt/ml
cat >/opt/ml/boot.sh.new <<'ML_BOOT_SCRIPT'
@BOOT_SCRIPT@
ML_BOOT_SCRIPT
chmod 0755 /opt/ml/boot.sh.new

# From the second boot on systemd starts the service by itself, and perhaps a job after it: that must not be disturbed.
if cmp -s /opt/ml/boot.sh.new /opt/ml/boot.sh && [[ -e /etc/systemd/system/ml-platform-boot.service ]]; then
  rm -f /opt/ml/boot.sh.new
  exec systemctl start ml-platform-boot.service
fi
mv -f /opt/ml/boot.sh.new /opt/ml/boot.sh
exec /opt/ml/boot.sh install
