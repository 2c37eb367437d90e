# shellcheck shell=bash
# Last part: marks the instance as ready once PyTorch computes on every GPU.
if ((gpu_count > 0)); then
  # Instances with NVSwitch compute only once the fabric manager is up.
  retry 10 15 gpus_compute "$gpu_count" || fail "not all $gpu_count GPUs compute; see nvidia-smi"
fi

mkdir -p "${ready_file%/*}"
echo 'GPU instance ready!' >"$ready_file"
# install replaces the file. Writing to it would follow a link that a user may have put into /tmp.
install -m 0644 "$ready_file" "$setup_complete_file"
say "GPU instance ready! ($ML_NAME, $gpu_count GPUs)"

# An instance of a warm pool is stopped next. Its job starts at the boot in which it joins the fleet.
if [[ -n $ML_LAUNCH_HOOK ]]; then
  if metadata autoscaling/target-lifecycle-state && [[ $metadata_answer == Warmed:* ]]; then
    mkdir -p /run/ml-platform
    touch /run/ml-platform/warming
  fi
  auto_scaling() { aws autoscaling "$@" --region "$ML_REGION" --output text; }
  release_machine() {
    local group
    group=$(auto_scaling describe-auto-scaling-instances --instance-ids "$instance_id" \
      --query 'AutoScalingInstances[0].AutoScalingGroupName') || return 1
    auto_scaling complete-lifecycle-action --lifecycle-hook-name "$ML_LAUNCH_HOOK" --auto-scaling-group-name "$group" \
      --instance-id "$instance_id" --lifecycle-action-result CONTINUE
  }
  # Otherwise Auto Scaling waits for the timeout. After a manual start there is no lifecycle action to complete.
  retry 3 10 release_machine || say 'no lifecycle action to complete'
fi
