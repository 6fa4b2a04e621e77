#!/bin/bash
# The time-outs are set on the role, because PgBouncer in transaction mode refuses them as start-up parameters.
set -euo pipefail
psql --username postgres --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" <<'SQL'
create role stampede login password :'password';
alter role stampede set statement_timeout = '10s';
alter role stampede set idle_in_transaction_session_timeout = '10s';
create database stampede owner stampede;
SQL
