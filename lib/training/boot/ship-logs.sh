# shellcheck shell=bash
# The CloudWatch agent sends the logs of boot and training and the GPU utilization. It starts before all parts that can fail, so
# that a failed boot can be diagnosed from outside. Training works without it, so no failure here fails the boot.
agent_control=/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl
agent_configuration=/opt/ml/amazon-cloudwatch-agent.json

# log_file NAME: prints one entry of collect_list.
log_file() {
  printf '{ "file_path": "/var/log/ml-platform-%s.log", "log_group_name": "%s", "log_stream_name": "%s", "retention_in_days": 30 }' \
    "$1" "$ML_LOG_GROUP" "$ML_KIND/$ML_NAME/$instance_id/$1"
}

# All GPUs of a fleet share each metric, because CloudWatch charges per metric.
install_file 0644 "$agent_configuration" <<JSON
{
  "agent": { "region": "$ML_REGION" },
  "logs": {
    "logs_collected": {
      "files": {
        "collect_list": [
          $(log_file boot),
          $(log_file training)
        ]
      }
    }
  },
  "metrics": {
    "namespace": "MLPlatform/Training",
    "metrics_collected": {
      "nvidia_gpu": {
        "measurement": ["utilization_gpu", "memory_used"],
        "metrics_collection_interval": 60,
        "append_dimensions": { "Stack": "$ML_STACK", "${ML_KIND^}": "$ML_NAME" },
        "drop_original_metrics": ["utilization_gpu", "memory_used"]
      }
    },
    "aggregation_dimensions": [["Stack", "${ML_KIND^}"]]
  }
}
JSON

if [[ ! -x $agent_control ]]; then
  retry 3 10 install_packages amazon-cloudwatch-agent || say 'cannot install the CloudWatch agent'
fi
if [[ -x $agent_control ]] && "$agent_control" -a fetch-config -m ec2 -s -c "file:$agent_configuration" >/dev/null; then
  say "logs go to $ML_LOG_GROUP, $ML_KIND/$ML_NAME/$instance_id"
else
  say 'logs stay on this instance: no CloudWatch agent'
fi
