#!/bin/sh
# Prints the secrets for a new installation, with random passwords:
#
#   sh k8s/secrets.sh | kubectl create -f -
#
# before the first `kubectl apply -k`. A second run changes nothing: `create` leaves what is there, and the secrets are
# immutable, so `apply` refuses to change them too. Each password starts with a letter, because NATS parses a word of digits as a number.
set -eu
word() { printf 'p%s' "$(openssl rand -hex 24)"; }
database=$(word)
cat <<YAML
apiVersion: v1
kind: Secret
metadata: { name: auth, namespace: stampede }
immutable: true
stringData: { secret: $(word) }
---
apiVersion: v1
kind: Secret
metadata: { name: database, namespace: stampede }
immutable: true
type: kubernetes.io/basic-auth
stringData:
  username: stampede
  password: $database
  userlist.txt: |
    "stampede" "$database"
---
apiVersion: v1
kind: Secret
metadata: { name: redis, namespace: stampede }
immutable: true
stringData: { password: $(word) }
---
apiVersion: v1
kind: Secret
metadata: { name: nats, namespace: stampede }
immutable: true
stringData:
  api: $(word)
  quiz: $(word)
  sessions: $(word)
  answers: $(word)
  stats: $(word)
  operator: $(word)
  routes: $(word)
YAML
