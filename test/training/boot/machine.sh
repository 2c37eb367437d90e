#!/bin/bash
# A machine to boot: the file system of this one under a layer that takes all writes, without network, cloud,
# systemd and GPU libraries of its own; their places are taken by the programs in /stubs.
#
# Usage: unshare --mount machine.sh PLACE IMAGE USER_DATA COMMANDS
# Runs COMMANDS in it, with USER_DATA at /user-data and the file IMAGE as volume vol-1, not yet attached.
set -Eeuo pipefail
place=$1 image=$2 user_data=$3 commands=$4
device=''
trap 'if [[ -n $device ]]; then losetup -d "$device"; fi' EXIT

mkdir -p "$place"
# A file system of its own: the layer of writes must not be within the one below it.
mount -t tmpfs tmpfs "$place"
mkdir "$place"/{upper,work,root}
mount -t overlay -o "lowerdir=/,upperdir=$place/upper,workdir=$place/work" overlay "$place/root"
root=$place/root
mkdir -p "$root"/{stubs,devices/disk/by-id,data,run,tmp,etc/profile.d,etc/systemd/system,etc/tmpfiles.d,opt}
mount --rbind /dev "$root/dev"
mount --rbind /proc "$root/proc"
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

stub() {
  cat >"$root/stubs/$1"
  chmod +x "$root/stubs/$1"
}

stub sleep <<<'#!/bin/bash'

stub curl <<'STUB'
#!/bin/bash
echo i-1
STUB

stub aws <<'STUB'
#!/bin/bash
echo "$*" >>/calls-of-aws
case $* in
  *describe-volumes*) cat /attachment 2>/dev/null || echo None ;;
  *attach-volume*)
    printf 'i-1\tattached\t/dev/sdf\n' >/attachment
    ln -sf "$(</volume)" /devices/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol1
    ;;
esac
STUB

stub systemctl <<'STUB'
#!/bin/bash
echo "$*" >>/calls-of-systemctl
if [[ $1 == restart ]]; then
  eval "$(sed -n 's/^ExecStart=//p' /etc/systemd/system/ml-platform-boot.service)"
fi
STUB

# Stands for the Python of the image and for the one in the virtual environment.
stub python3.12 <<'STUB'
#!/bin/bash
case $* in
  --version) echo 'Python 3.12.1' ;;
  '-m venv --clear '*)
    rm -rf "$4"
    mkdir -p "$4/bin"
    cp "$0" "$4/bin/python"
    ;;
  '-m pip install '*)
    echo "$*" >>/calls-of-pip
    ! [[ -e /pip-fails ]]
    ;;
  '-m pip check') ;;
  '- '*) PYTHONPATH=/stubs exec /usr/bin/python3 "$@" ;;
  *) exit 2 ;;
esac
STUB

cat >"$root/stubs/torch.py" <<'STUB'
__version__ = "1"

class cuda:
    device_count = staticmethod(lambda: int(open("/gpus-that-compute").read()))

class ones:
    def __init__(self, size, device): pass
    def add(self, other): return self
    def item(self): return 2
STUB

env -i ML_DEVICE_DIRECTORY=/devices PATH=/stubs:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin \
  chroot "$root" /bin/bash -c "$commands" </dev/null
