#!/usr/bin/env bash
# How fast the worker empties its backlog into a real influxd after an outage, and what alarms take meanwhile.
#
#   bench/catch-up.sh [COUNT] [worker options]
#     COUNT  messages that arrive while influxd is away, default 2,000,000
#
# (a) what influxd takes alone: the worker's own lines in batches of 5,000, sent by two curl over one connection each, gzip
# (b) the same lines from the worker's journal, while 100 messages/s go on arriving; aim: (b) is at least 80 % of (a)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
count=${1:-2000000}
shift || true
# shellcheck source=bench/lib.sh
. "$root/bench/lib.sh"
alone=1000000
PATH=$PATH:/usr/sbin
build

influx=$(free_port)
printf 'reporting-disabled = true\nbind-address = "127.0.0.1:%s"\n[meta]\n dir = "%s/influx/meta"\n[data]\n dir = "%s/influx/data"\n wal-dir = "%s/influx/wal"\n[http]\n bind-address = "127.0.0.1:%s"\n log-enabled = false\n[monitor]\n store-enabled = false\n' \
  "$(free_port)" "$work" "$work" "$work" "$influx" >"$work/influxdb.conf"
start_influx() {
  influxd -config "$work/influxdb.conf" >/dev/null 2>&1 & influxd=$!
  pids+=("$influxd")
  until curl -s -o /dev/null "http://127.0.0.1:$influx/ping"; do sleep 0.05; done
}

mkdir "$work/bodies"
capture=$(free_port)
python3 "$root/bench/capture.py" "$capture" "$work/bodies" & capture_id=$!
pids+=("$capture_id")
start_worker "$work/data-alone" --Store:Kind=influxdb1 --Store:Url="http://127.0.0.1:$capture" --Store:Gzip=on --Store:FlushInterval=60s
load --count "$alone" --timeout 300 >/dev/null
until_lag 5000
stop "$worker"
stop "$capture_id"
rm -rf "$work/data-alone"

start_influx
curl -s -o /dev/null -XPOST "http://127.0.0.1:$influx/query?q=CREATE%20DATABASE%20alone"
for half in 0 1; do
  find "$work/bodies" -name '*.gz' | sort | awk -v half=$half -v url="http://127.0.0.1:$influx/write?db=alone&precision=ns" \
    'NR % 2 == half { printf "%surl = \"%s\"\ndata-binary = \"@%s\"\nheader = \"Content-Encoding: gzip\"\noutput = /dev/null\n", n++ ? "next\n" : "", url, $0 }' >"$work/half$half"
done
begin=$(now)
curl -s -K "$work/half0" & first=$!
curl -s -K "$work/half1" & second=$!
wait "$first" "$second"
a=$(rate "$alone" "$begin" "$(now)")
echo "(a) influxd alone: $a lines/s ($alone lines, $(curl -s -G "http://127.0.0.1:$influx/query?db=alone" --data-urlencode 'q=SELECT count(primary_flow) FROM heating' | sed 's/.*,\([0-9]*\)\].*/\1/') points)"

start_worker "$work/data" --Store:Kind=influxdb1 --Store:Url="http://127.0.0.1:$influx" "$@"
load --count 3000 --rate 100 --timeout 300 >/dev/null & live=$!
pids+=("$live")
echo "alarms without a backlog: $(python3 "$root/bench/alarm-latency.py" "$mqtt" "$console" "$token" 900 20)"
wait "$live"
stop "$influxd"
load --count "$count" --timeout 600 | sed 's/^/backlog: /'
load --count 1000000 --rate 100 --timeout 600 >/dev/null & live=$!
pids+=("$live")
start_influx
until [ "$(metric telemetry_store_up\{store=\"influxdb1\"\})" = 1 ]; do sleep 0.02; done
begin=$(now)
from=$(metric telemetry_store_lag_records)
(until_lag 500; now >"$work/end") & drain=$!
python3 "$root/bench/alarm-latency.py" "$mqtt" "$console" "$token" 920 20 >"$work/alarms" & alarms=$!
wait "$drain"
b=$(rate "$from" "$begin" "$(cat "$work/end")")
wait "$alarms"
echo "alarms during the drain: $(cat "$work/alarms")"
echo "(b) drain: $b lines/s ($from lines), ratio b/a $(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.2f", b / a }')"
