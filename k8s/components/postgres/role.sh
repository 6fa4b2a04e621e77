#!/bin/bash
# Time-outs stand on the role, for PgBouncer in transaction mode refuses them at a connection's start.
set -euo pipefail
psql --username postgres --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" <<'SQL'
create role stampede login password :'password';
alter role stampede set statement_timeout = '10s';
alter role stampede set idle_in_transaction_session_timeout = '10s';
create database stampede owner stampede;
SQL
