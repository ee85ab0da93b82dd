#!/usr/bin/env bash
# CPU time of the worker (user + system) per message, with journal, rules and upload on.
#
#   bench/worker-cpu.sh MODE COUNT RATE [worker options]
#     MODE   embedded | mosquitto
#     COUNT  messages measured, after a warm-up of 600,000
#     RATE   messages/s, 0 for as fast as acknowledged
#   STORE="--Store:Kind=sqlite" measures with another store; the default is InfluxDB's /write into shared/tools/http-sink.
#   QOS=0|1 (default 1), RUNS=N (default 3): prints each run, and the median.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,10p' "$0" | sed 's/^# \{0,1\}//' >&2; exit 2; }
mode=$1 count=$2 rate=$3
shift 3
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${TELEMETRY_SHARED:-$root/../shared}/tools
work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
cc -O2 -o "$work/mqtt-load" "$tools/mqtt-load.c"
cc -O2 -pthread -o "$work/http-sink" "$tools/http-sink.c"
dotnet build "$root/src/Telemetry.Worker" -c Release --nologo -v quiet -p:RunAnalyzers=false

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
mqtt=$(free_port) console=$(free_port) sink=$(free_port)
"$work/http-sink" "$sink" 2>/dev/null & pids+=($!)
options=(--Mqtt:AnonymousLoopback=true)
if [ "$mode" = mosquitto ]; then
  printf 'listener %s 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\nset_tcp_nodelay true\n' "$mqtt" >"$work/mosquitto.conf"
  PATH=$PATH:/usr/sbin mosquitto -c "$work/mosquitto.conf" >/dev/null 2>&1 & pids+=($!)
  sleep 0.5
  options=(--Mqtt:Mode=external)
fi
# shellcheck disable=SC2086
dotnet "$root/src/Telemetry.Worker/bin/Release/net10.0/telemetry.dll" run --Data:Folder="$work/data" --City:Folder="$root/bench/city" \
  --Mqtt:Port="$mqtt" --Console:Url="http://127.0.0.1:$console" --Console:ReadyFile="$work/ready" "${options[@]}" --Payload:MessagesPerSecond=100000 --Payload:MessageBurst=1000000 \
  ${STORE:---Store:Kind=influxdb1 --Store:Url=http://127.0.0.1:$sink} "$@" >"$work/log" 2>&1 & worker=$!
pids+=("$worker")
until [ -s "$work/ready" ]; do kill -0 "$worker" 2>/dev/null || { cat "$work/log" >&2; exit 1; }; sleep 0.1; done
sleep 1
load() { "$work/mqtt-load" --port "$mqtt" --devices 1000 --qos "${QOS:-1}" --timeout 300 "$@"; }
ticks() { sed 's/.*) //' "/proc/$worker/stat" | awk '{print $12 + $13}'; }

load --count 600000 >/dev/null
sleep 3
for run in $(seq "${RUNS:-3}"); do
  before=$(ticks)
  load --count "$count" --rate "$rate" >"$work/out"
  sleep 2 # what is still on its way to the store is part of the price
  echo "$(awk -v d=$(($(ticks) - before)) -v n="$count" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", d * 1e6 / hz / n }') us/message   $(cat "$work/out")"
done | tee "$work/runs"
echo "median $(sort -n "$work/runs" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}') us/message ($mode, QoS ${QOS:-1}, $count messages, rate $rate, $*)"
