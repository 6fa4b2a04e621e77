#!/bin/sh
# Prints the secrets of a new installation, with passwords of chance:
#
#   sh k8s/secrets.sh | kubectl apply -f -
#
# Once, before the first `kubectl apply -k`. Run again it makes others: then Postgres and the nodes must learn
# them too. A letter stands in front, for NATS takes a word of digits to be a number.
set -eu
word() { printf 'p%s' "$(openssl rand -hex 24)"; }
database=$(word)
cat <<YAML
apiVersion: v1
kind: Secret
metadata: { name: auth, namespace: stampede }
stringData: { secret: $(word) }
---
apiVersion: v1
kind: Secret
metadata: { name: database, namespace: stampede }
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
stringData: { password: $(word) }
---
apiVersion: v1
kind: Secret
metadata: { name: nats, namespace: stampede }
stringData:
  api: $(word)
  quiz: $(word)
  sessions: $(word)
  answers: $(word)
  stats: $(word)
  operator: $(word)
  routes: $(word)
YAML
