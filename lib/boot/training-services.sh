# shellcheck shell=bash
# Creates the user that jobs run as, the service that runs a job, and the service that watches for interruptions.
# start-job.sh starts the first.
training_log=/var/log/ml-platform-training.log

# Group and home separately: if an instance dies during useradd, it may have one without the other.
getent group ml >/dev/null || groupadd --system ml
id -u ml &>/dev/null || useradd --system --gid ml --home-dir /home/ml --no-create-home --shell /sbin/nologin ml
install -d -o ml -g ml -m 0750 /home/ml
mkdir -p /var/lib/ml-platform/job
touch "$training_log"
chown ml:ml "$training_log"

# TimeoutStopSec leaves time to detect an interruption, to report it and to shut down. PermissionsStartOnly: only the job runs
# as ml; the systemd of Amazon Linux 2 does not support the prefix `+` instead. WantedBy the boot service: a repaired boot
# starts the job as well.
install_file 0644 /etc/systemd/system/ml-training.service <<UNIT
[Unit]
Description=Training job of the ML platform
Requires=ml-platform-boot.service
After=ml-platform-boot.service network-online.target
ConditionPathExists=/opt/ml/job/environment
ConditionPathExists=!/var/lib/ml-platform/job/ended
ConditionPathExists=!/run/ml-platform/interrupted
ConditionPathExists=!/run/ml-platform/warming

[Service]
User=ml
PermissionsStartOnly=yes
EnvironmentFile=/etc/ml-platform/environment
EnvironmentFile=-/opt/ml/job/environment
ExecStartPre=-/opt/ml/job-status.sh running
ExecStart=/opt/ml/run-job.sh
ExecStopPost=-/opt/ml/job-status.sh stopped
KillMode=mixed
TimeoutStopSec=$((ML_CHECKPOINT_SECONDS - 15))
SuccessExitStatus=75
RestartForceExitStatus=75
RestartPreventExitStatus=2
Restart=on-failure
RestartSec=15
LimitMEMLOCK=infinity
LimitNOFILE=1048576
TasksMax=infinity

[Install]
WantedBy=multi-user.target ml-platform-boot.service
UNIT

install_file 0644 /etc/systemd/system/ml-interruption.service <<'UNIT'
[Unit]
Description=Watches for the end of this instance and stops training in time

[Service]
EnvironmentFile=/etc/ml-platform/environment
ExecStart=/opt/ml/watch-interruptions.sh
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
UNIT

install_file 0644 /etc/logrotate.d/ml-platform <<'LOGROTATE'
/var/log/ml-platform-*.log {
  size 200M
  rotate 2
  copytruncate
  missingok
}
LOGROTATE

systemctl daemon-reload
systemctl enable ml-interruption.service
systemctl start --no-block ml-interruption.service
