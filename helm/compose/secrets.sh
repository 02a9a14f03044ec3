#!/usr/bin/env bash
# Random passwords for compose.yaml, in the file .env beside it, which only its owner may read. One that exists is left alone: the
# database knows its passwords.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if [ -e .env ]; then
    echo "$PWD/.env exists"
    exit
fi

random() {
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

umask 077
{
    echo "COMPOSE_PROJECT_NAME=chirp"
    for role in ADMINISTRATOR API_GATEWAY OUTBOX_RELAY CLASSIFY_WORKER ART_WORKER NOTIFY_FANOUT DEVICE_INGEST MAINTENANCE; do
        echo "CHIRP_DB_PASSWORD_$role=$(random)"
    done
    echo "CHIRP_BOOTSTRAP_OPS_PASSWORD=$(random)"
} >.env.new
mv .env.new .env
echo "$PWD/.env is written"
