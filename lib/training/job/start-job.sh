# shellcheck shell=bash
# What the job document runs on a machine, as root: makes this machine work on a job. Safe to run any number of times;
# State Manager does. The document has set: action (start, or stop: ends this job and no other), job, code
# (s3://bucket/key.tar.gz), min_nodes, max_nodes and arguments (base64 of a JSON list of strings).
#
# A job is a folder of /opt/ml/jobs, complete before it gets its name. /opt/ml/job is a link to the one that runs, so a
# machine that dies here has the old job or the new one.
set -Eeuo pipefail
umask 022

say() { echo "$(date -u +%FT%TZ) $*"; }

fail() {
  say "FAILED: $*" >&2
  exit 1
}

exec 9>/run/ml-platform-job.lock
flock 9

if [[ $action == stop ]]; then
  if grep -qsxF "ML_JOB=\"$job\"" /opt/ml/job/environment; then
    # Waits for the checkpoint. Disabled: the next boot must not start it again.
    systemctl disable --quiet --now ml-training.service
    say "job $job is stopped"
  else
    say "job $job does not run here"
  fi
  exit 0
fi

# A new machine is told of the job before it has booted.
boot_limit_seconds=${ML_BOOT_LIMIT_SECONDS:-2700}
until [[ -e /etc/systemd/system/ml-training.service && -e /etc/ml-platform/environment ]]; do
  ((SECONDS < boot_limit_seconds)) ||
    fail "no training service after $boot_limit_seconds s; see /var/log/ml-platform-boot.log"
  sleep 5
done
set -a
# shellcheck source=/dev/null
. /etc/ml-platform/environment
set +a

if [[ -e /run/ml-platform/interrupted ]]; then
  say 'this machine is about to end: not started'
  exit 0
fi

# etag S3_URI: of the object, or nothing if it is not there.
etag() {
  local path=${1#s3://} answer attempt
  for attempt in 1 2 3; do
    if answer=$(timeout 60 aws s3api head-object --bucket "${path%%/*}" --key "${path#*/}" --query ETag --output text 2>&1); then
      echo "$answer"
      return
    fi
    if [[ $answer == *'(404)'* ]]; then return; fi
    say "attempt $attempt of 3: $answer" >&2
    sleep 5
  done
  fail "cannot look up $1"
}

# A machine that boots may get here when the job is over.
for end in finished stopped; do
  marker=$(etag "s3://$ML_ARTIFACTS_BUCKET/jobs/$job/$end")
  if [[ -n $marker ]]; then
    say "job $job has $end"
    exit 0
  fi
done
code_etag=$(etag "$code")
[[ -n $code_etag ]] || fail "no $code"

# The same job with other code or arguments is another.
specification=$(sha256sum <<<"$job $code $code_etag $min_nodes $max_nodes $arguments")
folder=/opt/ml/jobs/${specification:0:16}

if [[ ! -d $folder ]]; then
  new=/opt/ml/jobs/new
  rm -rf "$new"
  mkdir -p "$new"
  python3 -c 'import base64, json, sys
arguments = json.loads(base64.b64decode(sys.argv[1], validate=True))
if type(arguments) is not list or not all(type(a) is str and "\0" not in a for a in arguments):
    sys.exit("not a list of strings")
print(json.dumps(arguments))' "$arguments" >"$new/arguments" || fail 'the arguments are no base64 of a JSON list of strings'
  printf '%s="%s"\n' ML_JOB "$job" ML_MIN_NODES "$min_nodes" ML_MAX_NODES "$max_nodes" >"$new/environment"
  timeout 600 aws s3 cp --only-show-errors "$code" "$new/code.tar.gz" || fail "cannot download $code"
  # As ml, who can write nothing that root uses: whatever the archive holds.
  install -d -o ml -g ml -m 0755 "$new/code"
  runuser -u ml -- tar -xzf - --no-same-permissions -C "$new/code" <"$new/code.tar.gz" || fail "cannot unpack $code"
  rm "$new/code.tar.gz"
  for file in launch.py train.py; do
    [[ -f $new/code/$file ]] || fail "no $file in $code"
  done
  mv "$new" "$folder"
fi

current=$(readlink /opt/ml/job || true)
state=$(systemctl is-active ml-training.service || true)
if [[ $current == "$folder" && ($state == active || $state == activating) ]]; then
  say "job $job runs already"
  exit 0
fi
if [[ -n $current && $current != "$folder" ]]; then
  # The job before it gets its checkpoint.
  systemctl stop ml-training.service
fi
ln -sfn "$folder" /opt/ml/job.new
mv -fT /opt/ml/job.new /opt/ml/job
rm -f /var/lib/ml-platform/job/{ended,failures}
find /opt/ml/jobs -mindepth 1 -maxdepth 1 ! -path "$folder" -exec rm -rf {} +

# Enabled: a workstation that EC2 stops and starts goes on with its job.
systemctl enable --quiet ml-training.service
systemctl reset-failed ml-training.service 2>/dev/null || true
systemctl start --no-block ml-training.service
say "job $job starts; it waits for the boot of the machine"
