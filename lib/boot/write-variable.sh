# shellcheck shell=bash
# write_variable NAME VALUE: prints a line for /etc/ml-platform/environment.
# shellcheck disable=SC2329 # called by later parts
write_variable() {
  # Double quotes mean the same to a shell and to systemd, unlike the output of printf %q.
  printf '%s="%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"$`]/\\&/g')"
}
