# shellcheck shell=bash
# Extends ml-training.service. Runs before training-services.sh, which loads the units.
#
# Compute Engine gives a Spot VM 30 seconds from ACPI G2 Soft Off to G3 Mechanical Off (scheduling.skipGuestOsShutdown in
# https://docs.cloud.google.com/compute/docs/reference/rest/v1/instances, 2026-11). Longer notice, preemptionNoticeDuration, is in
# beta. systemd stops units in the reverse order of After=, so training stops before network, disk and bucket.
install_file 0644 /etc/systemd/system/ml-training.service.d/google.conf <<UNIT
[Unit]
After=$(systemd-escape --path --suffix=mount "$ML_DATA_MOUNT")
After=ml-artifacts.service $(systemd-escape --path --suffix=mount "$artifacts_mount")

[Service]
EnvironmentFile=-/etc/ml-platform/aws-environment
TimeoutStopSec=$((ML_CHECKPOINT_SECONDS - 5))
UNIT
