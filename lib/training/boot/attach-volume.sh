# shellcheck shell=bash
# Sets data_device to the block device of ML_DATA_VOLUME_ID; attaches the volume first if necessary. The instance does this
# itself, because CloudFormation cannot move an attachment to a replacement instance, and an instance launched by a persistent
# Spot request has no attachment.
attach_limit_seconds=${ML_ATTACH_LIMIT_SECONDS:-900}
device_directory=${ML_DEVICE_DIRECTORY:-/dev}
data_device=''

# find_data_device [DEVICE_NAME_OF_THE_ATTACHMENT]: sets data_device, or fails.
find_data_device() {
  # Nitro: the serial number is the volume id, while the order of /dev/nvme* changes between boots.
  local by_id="$device_directory/disk/by-id/nvme-Amazon_Elastic_Block_Store_${ML_DATA_VOLUME_ID/-/}"
  # Xen (P3): the device name of the attachment, as a Xen disk.
  local by_name="$device_directory/xvd${1##*/sd}"
  if [[ -b $by_id ]]; then
    data_device=$(realpath "$by_id")
  elif [[ -n ${1:-} && -b $by_name ]]; then
    data_device=$(realpath "$by_name")
  else
    return 1
  fi
}

ec2() { timeout 60 aws ec2 --region "$ML_REGION" --output text "$@" 2>&1; }

attach_data_volume() {
  local deadline=$((SECONDS + attach_limit_seconds)) attachment owner state name problem said=''
  while true; do
    problem=''
    # The answer as text: three words, `None` for a volume without attachment, or an error message. The CLI prints warnings
    # before it.
    if attachment=$(ec2 describe-volumes --volume-ids "$ML_DATA_VOLUME_ID" \
      --query 'Volumes[0].Attachments[0].[InstanceId,State,Device]'); then
      read -r owner state name <<<"${attachment##*$'\n'}"
      if [[ $owner == None ]]; then
        say "attaching $ML_DATA_VOLUME_ID as $ML_DATA_DEVICE"
        problem=$(ec2 attach-volume --volume-id "$ML_DATA_VOLUME_ID" --instance-id "$instance_id" \
          --device "$ML_DATA_DEVICE") && problem='attaching'
      elif [[ $owner != "$instance_id" ]]; then
        # The instance that this one replaces may still be detaching it.
        problem="still attached to $owner ($state)"
      elif [[ $state == attached ]] && find_data_device "$name"; then
        return 0
      else
        problem="$state to this instance as $name, no device yet"
      fi
    else
      problem=$attachment
    fi
    if [[ $problem != "$said" ]]; then say "$ML_DATA_VOLUME_ID: $problem"; fi
    said=$problem
    if ((SECONDS >= deadline)); then
      fail "no device for $ML_DATA_VOLUME_ID after $attach_limit_seconds s; last: $problem." \
        'Detach the volume from the other instance or fix the cause, then: systemctl restart ml-platform-boot'
    fi
    sleep 5
  done
}

if [[ -n $ML_DATA_VOLUME_ID ]]; then
  find_data_device '' || attach_data_volume
  say "$ML_DATA_VOLUME_ID is $data_device"
fi
