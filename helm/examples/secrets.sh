#!/usr/bin/env bash
# The Secrets that the profiles dev and ha name and a machine can think of, with random passwords, in the given namespace.
# One that exists is left alone. Certificates, and the keys of your bucket, are yours to bring.
set -euo pipefail

namespace=${1:?"usage: secrets.sh NAMESPACE"}

random() {
    openssl rand -hex 16
}

create() {
    local name=$1
    shift
    if kubectl --namespace "$namespace" get secret "$name" >/dev/null 2>&1; then
        echo "$name exists"
    else
        kubectl --namespace "$namespace" create secret generic "$name" "$@"
    fi
}

roles=()
for role in api-gateway outbox-relay classify-worker art-worker notify-fanout device-ingest maintenance; do
    roles+=(--from-literal="$role=$(random)")
done
create chirp-database "${roles[@]}"

redis=$(random)
create chirp-redis --from-literal="password=$redis" --from-literal="url=redis://:$redis@chirp-redis:6379"
create chirp-device-tickets --from-literal="ticket=$(random)$(random)"
create chirp-ops --from-literal=username=ops --from-literal="password=$(random)"
