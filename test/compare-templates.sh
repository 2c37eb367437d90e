#!/usr/bin/env bash
# Compares the templates of all environments and of the companion with those of another commit, byte by byte:
# npm run compare -- COMMIT. Prints the lines that differ; the exit code is 1 if there are any.
set -euo pipefail
commit=$(git rev-parse --verify "${1:?give a commit, such as origin/main}^{commit}")
root=$(git rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'git -C "$root" worktree remove --force "$work/tree" 2>/dev/null; rm -rf "$work"' EXIT

git -C "$root" worktree add --quiet --detach "$work/tree" "$commit"
ln -s "$root/node_modules" "$work/tree/node_modules"

# synthesize FOLDER NAME
synthesize() {
  local environment
  for environment in lesson dev production; do
    (cd "$1" && npx cdk synth --quiet -c environment=$environment -o "$work/$2/$environment") >"$work/log" 2>&1 ||
      { cat "$work/log" >&2 && exit 1; }
  done
}
synthesize "$work/tree" before
synthesize "$root" after

status=0
cd "$work"
for after in after/*/*.template.json after/*/gcp/main.tf.json; do
  diff --unified=0 "before/${after#after/}" "$after" || status=1
done
if ((status == 0)); then echo 'No template differs.'; fi
exit "$status"
