#!/usr/bin/env bash
# PUBACK latency and CPU time per message of the worker with its embedded broker, for several values of Journal:Linger.
#
#   bench/linger.sh [LINGER...]        such as 0ms 1ms 2ms 5ms 10ms 20ms (the default)
#   RATES="1000 10000 0" (default; 0 is as fast as acknowledged), SECONDS_EACH=10, RUNS=3
# Prints a row for each linger and rate: the medians of RUNS runs. The store is InfluxDB's /write into shared/tools/http-sink.
set -euo pipefail
[ $# -gt 0 ] || set -- 0ms 1ms 2ms 5ms 10ms 20ms
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${TELEMETRY_SHARED:-$root/../shared}/tools
work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
cc -O2 -o "$work/mqtt-load" "$tools/mqtt-load.c"
cc -O2 -pthread -o "$work/http-sink" "$tools/http-sink.c"
dotnet build "$root/src/Telemetry.Worker" -c Release --nologo -v quiet -p:RunAnalyzers=false >&2

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
sink=$(free_port)
"$work/http-sink" "$sink" 2>/dev/null & pids+=($!)

load() { "$work/mqtt-load" --port "$mqtt" --devices 1000 --timeout 300 "$@"; }
ticks() { sed 's/.*) //' "/proc/$worker/stat" | awk '{print $12 + $13}'; }
field() { grep -oE "$1[^0-9]*[0-9.]+" | grep -oE '[0-9.]+$' | head -1; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

echo "| Linger | Rate | p50 | p99 | CPU |"
echo "|---|---|---|---|---|"
for linger in "$@"; do
  mqtt=$(free_port) console=$(free_port)
  dotnet "$root/src/Telemetry.Worker/bin/Release/net10.0/telemetry.dll" run --Data:Folder="$work/data-$linger" --City:Folder="$root/bench/city" \
    --Mqtt:Port="$mqtt" --Mqtt:AnonymousLoopback=true --Console:Url="http://127.0.0.1:$console" --Console:ReadyFile="$work/ready" \
    --Payload:MessagesPerSecond=100000 --Payload:MessageBurst=1000000 \
    --Store:Kind=influxdb1 --Store:Url="http://127.0.0.1:$sink" --Journal:Linger="$linger" >"$work/log" 2>&1 & worker=$!
  pids+=("$worker")
  until [ -s "$work/ready" ]; do kill -0 "$worker" 2>/dev/null || { cat "$work/log" >&2; exit 1; }; sleep 0.1; done
  load --count 600000 >/dev/null
  sleep 3
  for rate in ${RATES:-1000 10000 0}; do
    count=$((rate == 0 ? 300000 : rate * ${SECONDS_EACH:-10}))
    : >"$work/p50"; : >"$work/p99"; : >"$work/cpu"
    for _ in $(seq "${RUNS:-3}"); do
      before=$(ticks)
      load --count "$count" --rate "$rate" >"$work/out"
      sleep 2 # what is still on its way to the store is part of the price
      awk -v d=$(($(ticks) - before)) -v n="$count" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f\n", d * 1e6 / hz / n }' >>"$work/cpu"
      field p50 <"$work/out" >>"$work/p50"; field p99 <"$work/out" >>"$work/p99"
    done
    echo "| $linger | $([ "$rate" = 0 ] && echo saturated || echo "$rate/s") | $(median <"$work/p50") ms | $(median <"$work/p99") ms | $(median <"$work/cpu") us |"
  done
  kill "$worker"; wait "$worker" 2>/dev/null || true
  rm -rf "$work/ready" "$work/data-$linger"
done
