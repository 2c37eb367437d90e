# shellcheck shell=bash
# Part of start-job.sh on AWS: sets folder to the folder of the job, downloaded from S3 if it is new.

# etag S3_URI: prints the ETag of the object, or nothing if there is no such object.
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

# An instance may receive a job that has already finished or stopped.
for end in finished stopped; do
  marker=$(etag "s3://$ML_ARTIFACTS_BUCKET/jobs/$job/$end")
  if [[ -n $marker ]]; then
    say "job $job has $end"
    exit 0
  fi
done
code_etag=$(etag "$code")
[[ -n $code_etag ]] || fail "no $code"

# Other code or arguments make it another job.
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
  # As ml, which cannot write to files of root, whatever the archive contains.
  install -d -o ml -g ml -m 0755 "$new/code"
  runuser -u ml -- tar -xzf - --no-same-permissions -C "$new/code" <"$new/code.tar.gz" || fail "cannot unpack $code"
  rm "$new/code.tar.gz"
  for file in launch.py train.py; do
    [[ -f $new/code/$file ]] || fail "no $file in $code"
  done
  mv "$new" "$folder"
fi
