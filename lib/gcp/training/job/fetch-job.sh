# shellcheck shell=bash
# Part of start-job.sh on Google Cloud: sets folder to the folder of the job, copied from CODE if it is new.

# The artifacts bucket records jobs that finished on any instance. Without a bucket, only the last job of this instance is
# known; `ended` of the previous job is older than the files of the current one.
ended=/var/lib/ml-platform/job/ended
if [[ -e /mnt/artifacts/jobs/$job/finished ]] ||
  { grep -qsxF "ML_JOB=\"$job\"" /opt/ml/job/environment && [[ $ended -nt /opt/ml/job/environment ]] &&
    grep -qs '"state":"finished"' "${ended%/*}/status.json"; }; then
  say "job $job has finished"
  exit 0
fi
if [[ " $* " != *' --checkpoint-dir'* ]]; then set -- --checkpoint-dir "$ML_CHECKPOINTS/$job" "$@"; fi

new=/opt/ml/jobs/new
rm -rf "$new"
mkdir -p "$new"
python3 -c 'import json, sys; print(json.dumps(sys.argv[1:]))' "$@" >"$new/arguments"
printf '%s="%s"\n' ML_JOB "$job" ML_MIN_NODES 1 ML_MAX_NODES 1 >"$new/environment"
# Readable by root only: CODE may contain files that other users must not read.
install -m 0600 /dev/null "$new/code.tar"
case $code in
  gs://*) gcloud storage cat "$code" | runuser -u ml -- gzip -d >"$new/code.tar" || fail "cannot download $code" ;;
  # Without timestamps, so that the same files are the same job.
  *) tar --sort=name --mtime=@0 --exclude=./.venv --exclude=__pycache__ -cf - -C "$code" . >"$new/code.tar" || fail "cannot read $code" ;;
esac

# Other code or arguments make it another job.
specification=$(cat "$new"/{arguments,environment,code.tar} | sha256sum)
folder=/opt/ml/jobs/${specification:0:16}
if [[ -d $folder ]]; then
  rm -r "$new"
else
  # As ml, which cannot write to files of root, whatever the archive contains.
  install -d -o ml -g ml -m 0755 "$new/code"
  runuser -u ml -- tar -xmf - --no-same-permissions -C "$new/code" <"$new/code.tar" || fail "cannot unpack $code"
  rm "$new/code.tar"
  for file in launch.py train.py; do
    [[ -f $new/code/$file ]] || fail "no $file in $code"
  done
  mv "$new" "$folder"
fi
