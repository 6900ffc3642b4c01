#!/bin/sh
# Prepares Elasticsearch, Kafka Connect and Kibana for the history of rides, in the order that matters: nothing may be
# written before the templates are there, for an index keeps the mapping that it was made with. Everything it does can be
# done again, so it is run at each start and after each change of the files beside it.
#
# ELASTICSEARCH_URL, CONNECT_URL, KIBANA_URL   where they are
# WAIT_SECONDS                                 how long it waits for each of them, and for the connectors to run
# PAUSE_SECONDS                                how long between two tries
# CURL_CONFIG                                  a file for curl's --config, such as one with user and password
# TODAY                                        the day whose indices are made; the sink makes those of other days
set -eu

: "${ELASTICSEARCH_URL:=http://localhost:9200}"
: "${CONNECT_URL:=http://localhost:8083}"
: "${KIBANA_URL:=http://localhost:5601}"
: "${WAIT_SECONDS:=300}"
: "${CURL_CONFIG:=/dev/null}"
: "${TODAY:=$(date -u +%Y.%m.%d)}"
: "${PAUSE_SECONDS:=1}"

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

say() {
  printf 'init: %s\n' "$*"
}

fail() {
  printf 'init: %s\n' "$*" >&2
  exit 1
}

# fail_with WHAT STATUS: ends with what was answered.
fail_with() {
  fail "$1: status $2: $(cut -c 1-2000 "$answer")"
}

# request METHOD URL [CURL ARGUMENT…]: leaves the body in $answer, prints the status; 000 where nobody answered.
request() (
  method=$1
  url=$2
  shift 2
  curl --config "$CURL_CONFIG" --silent --max-time 60 --output "$answer" --write-out '%{http_code}' \
    --request "$method" "$@" "$url" || true
)

# send METHOD URL FILE
send() {
  request "$1" "$2" --header 'Content-Type: application/json' --data-binary "@$3"
}

# wait_for WHAT URL PATTERN: until the URL answers 200 with the pattern in it.
wait_for() {
  deadline=$(($(date +%s) + WAIT_SECONDS))
  until status=$(request GET "$2") && [ "$status" = 200 ] && grep -q -e "$3" "$answer"; do
    [ "$(date +%s)" -lt "$deadline" ] || fail "$1 at $2 is not ready after $WAIT_SECONDS s (last status $status)"
    sleep "$PAUSE_SECONDS"
  done
  say "$1 is ready"
}

# put_each FOLDER PATH: each file becomes the resource of its name.
put_each() {
  for file in "$here/elasticsearch/$1"/*.json; do
    name=$(basename "$file" .json)
    before=$(request GET "$ELASTICSEARCH_URL/$2/$name")
    status=$(send PUT "$ELASTICSEARCH_URL/$2/$name" "$file")
    [ "$status" = 200 ] || fail_with "$2/$name was refused" "$status"
    if [ "$before" = 200 ]; then say "$2/$name is up to date"; else say "$2/$name made"; fi
  done
}

# make_index NAME: an empty index from its template, so that what reads it finds one before the first record.
make_index() {
  if [ "$(request GET "$ELASTICSEARCH_URL/$1")" = 200 ]; then
    say "index $1 is there"
    return
  fi
  status=$(request PUT "$ELASTICSEARCH_URL/$1")
  # The connector may have made it in between.
  [ "$status" = 200 ] || grep -q resource_already_exists_exception "$answer" || fail_with "index $1 was refused" "$status"
  say "index $1 made"
}

# An index from before the templates would take positions as bare numbers, and nobody would notice until the map stays empty.
check_mapping() {
  status=$(request GET "$ELASTICSEARCH_URL/route.new-position-*/_mapping/field/position")
  [ "$status" = 200 ] || fail_with "the mapping of positions cannot be read" "$status"
  if grep -o '"type":"[a-z_]*"' "$answer" | grep -q -v geo_point; then
    fail "an index of positions was made before its template: $(cut -c 1-2000 "$answer"). Delete it, and reset the connector's offsets to write it again"
  fi
  grep -q '"type":"geo_point"' "$answer" || fail "no index maps positions as geo_point: $(cut -c 1-2000 "$answer")"
  say "positions are mapped as geo_point"
}

# A transform that is there is left as it is: what it groups by cannot be changed in place.
put_transforms() {
  for file in "$here"/elasticsearch/transforms/*.json; do
    name=$(basename "$file" .json)
    url=$ELASTICSEARCH_URL/_transform/$name
    if [ "$(request GET "$url")" = 200 ]; then
      say "transform $name is there"
    else
      status=$(send PUT "$url" "$file")
      [ "$status" = 200 ] || fail_with "transform $name was refused" "$status"
      say "transform $name made"
    fi
    status=$(request POST "$url/_start")
    # 409: it runs already.
    [ "$status" = 200 ] || [ "$status" = 409 ] || fail_with "transform $name does not start" "$status"
  done
}

# put_connector NAME FILE: makes it or gives it its settings anew; Connect answers 409 while its workers divide their work.
put_connector() {
  deadline=$(($(date +%s) + WAIT_SECONDS))
  while status=$(send PUT "$CONNECT_URL/connectors/$1/config" "$2") && [ "$status" = 409 ]; do
    [ "$(date +%s)" -lt "$deadline" ] || fail_with "connector $1 was not taken within $WAIT_SECONDS s" "$status"
    sleep "$PAUSE_SECONDS"
  done
  case $status in
    201) say "connector $1 made" ;;
    200) say "connector $1 is up to date" ;;
    *) fail_with "connector $1 was refused" "$status" ;;
  esac
}

# await_connector NAME: until it and all of its tasks run. What had failed is started again, once.
await_connector() {
  url=$CONNECT_URL/connectors/$1
  deadline=$(($(date +%s) + WAIT_SECONDS))
  started_again=
  while :; do
    status=$(request GET "$url/status")
    if [ "$status" = 200 ] && grep -q '"tasks":\[{' "$answer" && ! grep -q -E '"state":"(UNASSIGNED|FAILED|PAUSED|RESTARTING|STOPPED)"' "$answer"; then
      say "connector $1 is running"
      return
    fi
    if [ -z "$started_again" ] && grep -q '"state":"FAILED"' "$answer"; then
      started_again=yes
      say "connector $1 had failed, and is started again"
      request POST "$url/restart?includeTasks=true&onlyFailed=true" >/dev/null
    fi
    [ "$(date +%s)" -lt "$deadline" ] || fail_with "connector $1 is not running after $WAIT_SECONDS s" "$status"
    sleep "$PAUSE_SECONDS"
  done
}

import_saved_objects() {
  status=$(request POST "$KIBANA_URL/api/saved_objects/_import?overwrite=true" \
    --header 'kbn-xsrf: true' --form "file=@$here/kibana/saved-objects.ndjson;type=application/ndjson")
  { [ "$status" = 200 ] && grep -q '"success":true' "$answer"; } || fail_with "the saved objects were refused" "$status"
  say "$(grep -c . "$here/kibana/saved-objects.ndjson") saved objects are in Kibana"
}

wait_for Elasticsearch "$ELASTICSEARCH_URL/_cluster/health" '"status":"\(green\|yellow\)"'
put_each ilm _ilm/policy
put_each ingest-pipelines _ingest/pipeline
put_each component-templates _component_template
put_each index-templates _index_template
make_index "route.new-direction-$TODAY"
make_index "route.new-position-$TODAY"
make_index route-speeds
check_mapping
put_transforms
wait_for 'Kafka Connect' "$CONNECT_URL/connector-plugins" 'io.confluent.connect.elasticsearch.ElasticsearchSinkConnector'
for file in "$here"/connectors/*.json; do
  put_connector "$(basename "$file" .json)-elasticsearch" "$file"
done
for file in "$here"/connectors/*.json; do
  await_connector "$(basename "$file" .json)-elasticsearch"
done
wait_for Kibana "$KIBANA_URL/api/status" '"level":"available"'
import_saved_objects
say "done"
