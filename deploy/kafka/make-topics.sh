#!/usr/bin/env bash
# Makes the topics of topics.tsv that are not there, and leaves those alone that are. Runs in a container of Kafka.
#
# BOOTSTRAP_SERVERS     some of the brokers
# REPLICATION_FACTOR    on how many brokers each topic is kept
# MIN_INSYNC_REPLICAS   how many of them must have a record before it counts
# COMMAND_CONFIG        a file of client properties, where the brokers ask for a password
# KAFKA_TOPICS          the program; that of the image unless said otherwise
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
: "${BOOTSTRAP_SERVERS:?}" "${REPLICATION_FACTOR:=3}" "${MIN_INSYNC_REPLICAS:=2}" "${COMMAND_CONFIG:=}"
: "${KAFKA_TOPICS:=/opt/kafka/bin/kafka-topics.sh}"

while IFS=$'\t' read -r name partitions configuration; do
  case "$name" in '' | '#'*) continue ;; esac
  arguments=(--bootstrap-server "$BOOTSTRAP_SERVERS" --create --if-not-exists --topic "$name"
    --partitions "$partitions" --replication-factor "$REPLICATION_FACTOR"
    --config "min.insync.replicas=$MIN_INSYNC_REPLICAS" --config max.message.bytes=2097152
    --config message.timestamp.type=LogAppendTime)
  [ -z "$COMMAND_CONFIG" ] || arguments+=(--command-config "$COMMAND_CONFIG")
  for item in $configuration; do
    arguments+=(--config "$item")
  done
  "$KAFKA_TOPICS" "${arguments[@]}"
done <"$here/topics.tsv"
echo "topics: done"
