# shellcheck shell=bash
# Last part: marks the instance as ready once the driver sees every GPU.
driver_sees_gpus() { [[ $(nvidia-smi -L 2>/dev/null | grep -c '^GPU') -eq $1 ]]; }

if ((gpu_count > 0)); then
  # At the first boot the image installs the driver at the same time (metadata install-nvidia-driver).
  retry 60 15 driver_sees_gpus "$gpu_count" || fail "the driver does not see all $gpu_count GPUs; see nvidia-smi"
fi

mkdir -p "${ready_file%/*}"
echo 'GPU setup complete' >"$ready_file"
# install replaces the file. Writing to it would follow a link that a user may have put into /tmp.
install -m 0644 "$ready_file" "$setup_complete_file"
say "GPU setup complete ($instance_name, $gpu_count GPUs)"
