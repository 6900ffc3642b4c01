#!/usr/bin/env bash
# Makes the passwords and keys of the system on this machine, in .env beside this file, which nobody else can read and which
# is never part of the repository or of an image. What is there is kept: a key that is missing is added.
#
#   deploy/compose/secrets.sh [FILE]
set -euo pipefail
file="${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/.env}"
umask 077
touch "$file"

# add NAME COMMAND…: a line NAME=value, where there is none.
add() {
  local name="$1" value
  shift
  grep -q "^$name=." "$file" && return
  value="$("$@")"
  # A name without a value would hide the new one.
  sed -i "/^$name=/d" "$file"
  printf '%s=%s\n' "$name" "$value" >>"$file"
  echo "secrets: $name made"
}

hex() {
  head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

webhook_secret() {
  printf 'whsec_%s' "$(head -c 32 /dev/urandom | base64 -w 0)"
}

add HOMING_DEMO_PASSWORD hex 12
add REDIS_PASSWORD hex 24
add POSTGRES_PASSWORD hex 24
add POSTGRES_ADMIN_PASSWORD hex 24
add PROVIDER_API_KEY hex 32
add PROVIDER_WEBHOOK_SECRET webhook_secret
add PROVIDER_FILE_KEY hex 32
add WAREHOUSE_PASSWORD hex 24
add GRAFANA_PASSWORD hex 12
echo "secrets: $file is complete"
