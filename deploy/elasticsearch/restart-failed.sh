#!/bin/sh
# Starts failed tasks of the connectors again, every PERIOD_SECONDS. A task fails when Elasticsearch is away for longer than
# its retries last, and Kafka Connect leaves it failed. It goes on at the offset it had committed, so nothing is missed, and
# what it writes twice has the same id.
#
# CONNECT_URL     where Kafka Connect is
# PERIOD_SECONDS  how often to look
# ROUNDS          how many times; empty for ever
set -eu

: "${CONNECT_URL:=http://localhost:8083}"
: "${PERIOD_SECONDS:=30}"
: "${ROUNDS:=}"
: "${CURL_CONFIG:=/dev/null}"

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

call() {
  curl --config "$CURL_CONFIG" --silent --max-time 30 "$@" || true
}

round=0
while [ -z "$ROUNDS" ] || [ "$round" -lt "$ROUNDS" ]; do
  for file in "$here"/connectors/*.json; do
    name=$(basename "$file" .json)-elasticsearch
    if call "$CONNECT_URL/connectors/$name/status" | grep -q '"state":"FAILED"'; then
      printf 'restart-failed: %s\n' "$name"
      call --output /dev/null --request POST "$CONNECT_URL/connectors/$name/restart?includeTasks=true&onlyFailed=true"
    fi
  done
  round=$((round + 1))
  [ "$round" = "$ROUNDS" ] || sleep "$PERIOD_SECONDS"
done
