# shellcheck shell=bash
# write_variable NAME VALUE: says a line for /etc/ml-platform/environment.
# shellcheck disable=SC2329 # called by later parts
write_variable() {
  # Double quotes mean the same to a shell and to systemd; what printf %q writes does not.
  printf '%s="%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"$`]/\\&/g')"
}
