# shellcheck shell=bash
# Sets gpu_count to the number of GPUs on the PCI bus.
#
# These are the NVIDIA (10de) display (0x03) devices; an NVSwitch is a bridge (0x06).
gpu_count=$(cat /sys/bus/pci/devices/*/uevent 2>/dev/null |
  awk -F '[=:]' '/^PCI_CLASS=/ { gpu = $2 ~ /^3....$/ } /^PCI_ID=10DE:/ && gpu { n++ } END { print n + 0 }')
