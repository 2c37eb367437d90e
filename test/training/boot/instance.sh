#!/bin/bash
# An instance to boot: the file system of this computer under a layer that takes all writes, a network of its own with
# only a metadata service, and a file as its volume. Cloud, package index and GPU libraries are the programs in /stubs.
#
# Usage: unshare --mount --net instance.sh PLACE IMAGE USER_DATA MODE COMMANDS [CLOUD]
# Runs COMMANDS in it, with USER_DATA at /user-data and the file IMAGE as volume vol-1, not yet attached. MODE `plain`: the
# commands are all that runs, `systemctl restart` runs the boot service and `sleep` no time at all. MODE `systemd`: systemd
# is there with the units of the instance alone, a line REBOOT restarts it, and `sleep` is fifty times as fast.
set -Eeuo pipefail
place=$1 image=$2 user_data=$3 mode=$4 commands=$5
folder=$(dirname "$(realpath "$0")")
cloud=${6:-$folder}
device='' metadata_service=''
finish() {
  if [[ -n $metadata_service ]]; then kill "$metadata_service"; fi
  if [[ -n $device ]]; then losetup -d "$device"; fi
}
trap finish EXIT

mkdir -p "$place"
# A file system of its own: the layer of writes must not be within the one below it.
mount -t tmpfs tmpfs "$place"
mkdir "$place"/{upper,work,root}
mount -t overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" overlay "$place/root"
root=$place/root
mkdir -p "$root"/{stubs,devices/disk/by-id,data,run,tmp,etc/profile.d,etc/systemd/system,etc/tmpfiles.d,opt,metadata,s3}
mount --rbind /dev "$root/dev"
echo '# as at the start' >"$root/etc/fstab"
cp "$user_data" "$root/user-data"
device=$(losetup --find --show "$image")
echo "$device" >"$root/volume"

# Two GPUs, a bridge between them and something of another maker.
add_device() {
  mkdir -p "$root/sys/bus/pci/devices/$1"
  printf 'PCI_CLASS=%s\nPCI_ID=%s\n' "$2" "$3" >"$root/sys/bus/pci/devices/$1/uevent"
}
add_device 1 30200 10DE:1EB8
add_device 2 30200 10DE:1EB8
add_device 3 68000 10DE:1AF1
add_device 4 30000 1D0F:1111
echo 2 >"$root/gpus-that-compute"

ip link set lo up
ip address add 169.254.169.254/32 dev lo
echo i-0123456789abcdef0 >"$root/metadata/instance-id"
python3 "$cloud/metadata-service.py" "$root/metadata" "$root/calls-of-metadata" &
metadata_service=$!
until (: >/dev/tcp/169.254.169.254/80) 2>/dev/null; do sleep 0.02; done

cp "$folder"/stubs/* "$root/stubs/"
if [[ $cloud != "$folder" ]]; then cp "$cloud"/stubs/* "$root/stubs/"; fi
agent=$root/opt/aws/amazon-cloudwatch-agent/bin
mkdir -p "$agent"
mv "$root/stubs/amazon-cloudwatch-agent-ctl" "$agent/"

path=/stubs:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
if [[ $mode == plain ]]; then
  mount --rbind /proc "$root/proc"
  env -i ML_DEVICE_DIRECTORY=/devices PATH="$path" chroot "$root" /bin/bash -c "$commands" </dev/null
  exit
fi

rm "$root/stubs/systemctl"
# shellcheck disable=SC2016 # for the instance
printf '#!/bin/bash\nexec /bin/sleep "$(awk "BEGIN { print $1 / 50 }")"\n' >"$root/stubs/sleep"
mkdir -p "$root"/etc/systemd/system.conf.d "$root/sys/fs/cgroup"
printf '[Manager]\nDefaultEnvironment=PATH=%s ML_DEVICE_DIRECTORY=/devices\n' "$path" \
  >"$root/etc/systemd/system.conf.d/instance.conf"
# None of the units of this computer.
mount -t tmpfs tmpfs "$root/etc/systemd/system"
for target in sysinit basic multi-user network-online shutdown; do
  printf '[Unit]\nDescription=%s\n' "$target" >"$root/etc/systemd/system/$target.target"
done
mkdir "$root/etc/systemd/system/ml-training.service.d"
printf '[Service]\nRestartSec=300ms\n' >"$root/etc/systemd/system/ml-training.service.d/instance.conf"

# One start of the instance with the file /commands.
# shellcheck disable=SC2016 # for another shell
boot='set -e
for directory in run tmp; do mount -t tmpfs tmpfs "$1/$directory"; done
mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
mkdir -p /run/lock
chroot "$1" env -i PATH="$2" ML_DEVICE_DIRECTORY=/devices /bin/bash -c "
  until [[ -S /run/systemd/private ]]; do /bin/sleep 0.02; done
  . /commands
  kill -s RTMIN+14 1" </dev/null 3>&- &
exec chroot "$1" env -i container=machine PATH="$2" SYSTEMD_UNIT_PATH=/etc/systemd/system \
  /usr/lib/systemd/systemd --unit=multi-user.target --log-target=null --show-status=0 >/dev/null'
while [[ -n $commands ]]; do
  printf '%s\n' "${commands%%$'\nREBOOT\n'*}" >"$root/commands"
  if [[ $commands == *$'\nREBOOT\n'* ]]; then commands=${commands#*$'\nREBOOT\n'}; else commands=''; fi
  timeout 300 unshare --mount --pid --fork --kill-child --ipc --uts --mount-proc="$root/proc" \
    bash -c "$boot" boot "$root" "$path" || true
done
