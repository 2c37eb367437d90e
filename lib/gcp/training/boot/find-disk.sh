# shellcheck shell=bash
# Sets data_device to the disk with the device name ML_DATA_DEVICE_NAME, which Terraform attaches. The order of /dev/sd* changes
# between boots.
data_device=''
if [[ -n $ML_DATA_DEVICE_NAME ]]; then
  by_id=${ML_DEVICE_DIRECTORY:-/dev}/disk/by-id/google-$ML_DATA_DEVICE_NAME
  retry 12 5 test -b "$by_id" || fail "no disk at $by_id; is it attached under that device name?"
  data_device=$(realpath "$by_id")
  say "$ML_DATA_DEVICE_NAME is $data_device"
fi
