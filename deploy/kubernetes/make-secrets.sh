#!/usr/bin/env bash
# Prints the Secrets that the overlays refer to, with new passwords and keys, for a cluster to try things in:
#
#   deploy/kubernetes/make-secrets.sh | kubectl apply -f -
#
# Run it once: the provider and our side must have the same keys. Elsewhere let your store of secrets make them, with these keys.
set -euo pipefail

hex() {
  head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

# secret NAMESPACE NAME KEY=VALUE…
secret() {
  printf -- '---\napiVersion: v1\nkind: Secret\nmetadata: { name: %s, namespace: %s }\nstringData:\n' "$2" "$1"
  shift 2
  for pair in "$@"; do
    printf '  %s: "%s"\n' "${pair%%=*}" "${pair#*=}"
  done
}

redis="$(hex 24)"
postgres="$(hex 24)"
warehouse="$(hex 24)"
api_key="$(hex 32)"
webhook_secret="whsec_$(head -c 32 /dev/urandom | base64 -w 0)"
secret homing homing "redis-password=$redis" "redis-configuration=redis:6379,password=$redis" "demo-password=$(hex 12)" \
  "postgres-admin-password=$(hex 24)" "postgres-password=$postgres" \
  "postgres-connection-string=Host=postgres;Database=homing;Username=homing;Password=$postgres"
secret homing reporting-provider "api-key=$api_key" "webhook-secret=$webhook_secret"
secret reporting-provider reporting-provider "api-key=$api_key" "webhook-secret=$webhook_secret" "file-key=$(hex 32)" \
  "warehouse-password=$warehouse" "warehouse-connection-string=Host=warehouse;Database=games;Username=provider;Password=$warehouse"
