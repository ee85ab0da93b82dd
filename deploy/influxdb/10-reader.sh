#!/bin/bash
# Runs once, when InfluxDB 2.7 sets itself up: an account that may only read the bucket, for Grafana's InfluxQL.
# Its name and password stand in the Authorization header that Grafana will send: `Basic base64(name:password)`.
set -euo pipefail

header=$(cat /run/secrets/influx-reader)
account=$(base64 -d <<< "${header#Basic }")

influx v1 auth create \
  --org "$DOCKER_INFLUXDB_INIT_ORG" \
  --read-bucket "$DOCKER_INFLUXDB_INIT_BUCKET_ID" \
  --description "Grafana, read only" \
  --username "${account%%:*}" \
  --password "${account#*:}" > /dev/null
