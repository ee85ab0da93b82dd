#!/usr/bin/env bash
# `telemetry broker serve` against mosquitto: messages/s and CPU time (user + system, from /proc) per message, with
# shared/tools/mqtt-load at QoS 1 and 0 over 1 and 1,000 connections, and one publisher to 1,000 subscribers. The two take turns.
#
#   bench/broker.sh [COUNT [RUNS]]
#     COUNT  messages per run (default 300,000), window 1,000
#     RUNS   runs of each (default 5); medians are printed, and ours / mosquitto's
#   ONLY="1:1 0:1000" measures these pairs of QoS and connections; FANOUT=0 leaves the fan-out away.
set -euo pipefail
count=${1:-300000} runs=${2:-5}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${TELEMETRY_SHARED:-$root/../shared}/tools
work=$(mktemp -d)
pids=()
cleanup() { for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
ulimit -n "$(ulimit -Hn)"
cc -O2 -o "$work/mqtt-load" "$tools/mqtt-load.c"
dotnet build "$root/bench/Telemetry.Benchmarks" -c Release --nologo -v quiet -p:RunAnalyzers=false

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
declare -A port process
port[telemetry]=$(free_port) port[mosquitto]=$(free_port)
dotnet "$root/bench/Telemetry.Benchmarks/bin/Release/net10.0/telemetry.dll" broker serve --Mqtt:Port="${port[telemetry]}" >"$work/ready" & process[telemetry]=$!
pids+=("$!")
printf 'listener %s 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0\nset_tcp_nodelay true\n' "${port[mosquitto]}" >"$work/mosquitto.conf"
PATH=$PATH:/usr/sbin mosquitto -c "$work/mosquitto.conf" >/dev/null 2>&1 & process[mosquitto]=$!
pids+=("$!")
until [ -s "$work/ready" ]; do kill -0 "${process[telemetry]}"; sleep 0.1; done
sleep 0.5

ticks() { sed 's/.*) //' "/proc/${process[$1]}/stat" | awk '{print $12 + $13}'; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
# BROKER NAME MESSAGES COMMAND..: one run; appends CPU and rate to files, and prints a line.
measure() {
  local broker=$1 name=$2 messages=$3 before cpu rate
  shift 3
  before=$(ticks "$broker")
  "$@" >"$work/out"
  sleep 0.5 # what is still in the socket is part of the price
  cpu=$(awk -v d=$(($(ticks "$broker") - before)) -v n="$messages" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", d * 1e6 / hz / n }')
  rate=$(sed 's/.* rate \([0-9]*\).*/\1/' "$work/out")
  echo "$cpu" >>"$work/$name.$broker.cpu"
  echo "$rate" >>"$work/$name.$broker.rate"
  echo "$name $broker: $cpu us/message, $rate/s"
}
load() { "$work/mqtt-load" --port "${port[$1]}" --devices 1000 --timeout 300 --count "$count" --qos "$2" --connections "$3"; }
fan_out() { dotnet "$root/bench/Telemetry.Benchmarks/bin/Release/net10.0/Telemetry.Benchmarks.dll" fan-out "${port[$1]}" 1000 "$2"; }

for broker in telemetry mosquitto; do load "$broker" 1 1 >/dev/null; load "$broker" 0 1 >/dev/null; load "$broker" 1 100 >/dev/null; done
for pair in ${ONLY-1:1 1:1000 0:1 0:1000}; do
  qos=${pair%:*} connections=${pair#*:}
  for _ in $(seq "$runs"); do
    for broker in telemetry mosquitto; do measure "$broker" "qos$qos-connections$connections" "$count" load "$broker" "$qos" "$connections"; done
  done
done
if [ "${FANOUT:-1}" != 0 ]; then
  for broker in telemetry mosquitto; do fan_out "$broker" 200 >/dev/null; done
  for _ in $(seq "$runs"); do
    for broker in telemetry mosquitto; do measure "$broker" fan-out-1000 "$((1000 * 1000))" fan_out "$broker" 1000; done
  done
fi
echo
echo "medians of $runs runs     CPU us/message: telemetry mosquitto ratio      messages/s: telemetry mosquitto ratio"
for file in "$work"/*.telemetry.cpu; do
  name=$(basename "$file" .telemetry.cpu)
  for what in cpu rate; do for broker in telemetry mosquitto; do median <"$work/$name.$broker.$what"; done; done | paste -sd' ' |
    awk -v name="$name" '{ printf "%-24s %25.2f %9.2f %5.2f %27d %9d %5.2f\n", name, $1, $2, $1 / $2, $3, $4, $3 / $4 }'
done
