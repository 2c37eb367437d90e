# shellcheck shell=bash
# Lets jobs assume the role of metadata attribute aws-role-arn on AWS without a key. Every AWS SDK exchanges the token in
# AWS_WEB_IDENTITY_TOKEN_FILE, which Google signs for this instance, for credentials.
aws_environment=/etc/ml-platform/aws-environment
attribute aws-role-arn
aws_role_arn=$metadata_answer
attribute aws-audience
aws_audience=$metadata_answer
attribute aws-region
aws_region=$metadata_answer

if [[ -n $aws_role_arn ]]; then
  # Part of a URL, without escaping.
  [[ $aws_audience =~ ^[A-Za-z0-9:/._-]+$ ]] || fail "metadata attribute aws-audience is '$aws_audience': use only letters, digits and : / . _ -"
  {
    write_variable AWS_ROLE_ARN "$aws_role_arn"
    write_variable AWS_WEB_IDENTITY_TOKEN_FILE /run/ml-platform-aws/token
    write_variable AWS_ROLE_SESSION_NAME "$instance_name"
    if [[ -n $aws_region ]]; then
      write_variable AWS_REGION "$aws_region"
      write_variable AWS_DEFAULT_REGION "$aws_region"
    fi
  } | install_file 0644 "$aws_environment"
  install_file 0644 /etc/systemd/system/ml-aws-token.service <<UNIT
[Unit]
Description=Identity token with which jobs use the role on AWS

[Service]
Type=oneshot
Environment="ML_AWS_AUDIENCE=$aws_audience"
ExecStart=/opt/ml/write-aws-token.sh
UNIT
  # A token is valid for an hour. The metadata server returns the same one until five minutes before it expires
  # (https://github.com/googleapis/google-auth-library-java/pull/749), so a longer period could leave an expired one.
  install_file 0644 /etc/systemd/system/ml-aws-token.timer <<'UNIT'
[Unit]
Description=Renews the identity token for AWS

[Timer]
OnActiveSec=0
OnUnitInactiveSec=3min
AccuracySec=10s

[Install]
WantedBy=timers.target
UNIT
  systemctl daemon-reload
  systemctl enable ml-aws-token.timer
  # Restarts the period of a timer that is already running.
  systemctl restart ml-aws-token.timer
  retry 5 5 systemctl start ml-aws-token.service || say 'no identity token for AWS yet; the timer tries again'
else
  if [[ -e /etc/systemd/system/ml-aws-token.timer ]]; then systemctl disable --now ml-aws-token.timer; fi
  rm -rf "$aws_environment" /run/ml-platform-aws
fi

# Only for users who can read the token; others keep their own credentials.
install_file 0644 /etc/profile.d/ml-platform-aws.sh <<'PROFILE'
if [ -r /etc/ml-platform/aws-environment ] && [ -r /run/ml-platform-aws/token ]; then
  set -a
  . /etc/ml-platform/aws-environment
  set +a
fi
PROFILE
