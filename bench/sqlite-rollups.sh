#!/usr/bin/env bash
# The embedded store under a steady load, with rollups: does it keep up, and what does it cost?
#
#   bench/sqlite-rollups.sh [SECONDS [RATE [DEVICES]]] [-- worker options]     default 600 30000 1000
# Blocks of five minutes are rolled up a minute after their end, so a run has to be longer than six minutes to measure it.
# Prints what came in, the lag at its longest and at the end, CPU in cores (1.00 = one core) of the whole worker and by
# thread, the sizes of readings.db and its log, the store's own counters, and mqtt-load's latencies of PUBACK.
set -euo pipefail
seconds=${1:-600} rate=${2:-30000} devices=${3:-1000}
shift $(($# < 3 ? $# : 3))
[ "${1:-}" != "--" ] || shift
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${TELEMETRY_SHARED:-$root/../shared}/tools
work=$(mktemp -d -p "${TMPDIR:-/var/tmp}")
pids=()
cleanup() { for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
cc -O2 -o "$work/mqtt-load" "$tools/mqtt-load.c"
dotnet build "$root/src/Telemetry.Worker" -c Release --nologo -v quiet -p:RunAnalyzers=false
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
mqtt=$(free_port) console=$(free_port)
dotnet "$root/src/Telemetry.Worker/bin/Release/net10.0/telemetry.dll" run --Store:Kind=sqlite --Data:Folder="$work/data" --City:Folder="$root/bench/city" \
  --Mqtt:Port="$mqtt" --Mqtt:AnonymousLoopback=true --Console:Url="http://127.0.0.1:$console" --Console:ReadyFile="$work/ready" \
  --Payload:MessagesPerSecond=100000 --Payload:MessageBurst=1000000 "$@" >"$work/log" 2>&1 & worker=$!
pids+=("$worker")
until [ -s "$work/ready" ]; do kill -0 "$worker" 2>/dev/null || { cat "$work/log" >&2; exit 1; }; sleep 0.1; done

token=$(head -1 "$work/data/console.token")
hz=$(getconf CLK_TCK)
metric() { curl -s -H "Authorization: Bearer $token" "http://127.0.0.1:$console/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }
size() { stat -c %s "$work/data/readings.db${1:-}" 2>/dev/null || echo 0; }
ticks() { sed 's/.*) //' "/proc/$worker/stat" | awk '{ print $12 + $13 }'; }
# name<tab>ticks of every thread, summed by name without numbers
threads() {
  for task in /proc/"$worker"/task/*; do
    printf '%s\t%s\n' "$(cat "$task/comm")" "$(sed 's/.*) //' "$task/stat" | awk '{ print $12 + $13 }')"
  done 2>/dev/null | awk -F'\t' '{ sum[$1] += $2 } END { for (name in sum) printf "%s\t%d\n", name, sum[name] }'
}

"$work/mqtt-load" --port "$mqtt" --devices "$devices" --count $((rate * 5)) --rate "$rate" --timeout 60 >/dev/null # warm-up
sleep 2
stored=$(metric telemetry_stored_lines_total) before=$(ticks)
threads >"$work/threads.before"
began=$(date +%s.%N)
"$work/mqtt-load" --port "$mqtt" --devices "$devices" --count $((rate * seconds)) --rate "$rate" --timeout $((seconds + 120)) >"$work/out" & load=$!
pids+=("$load")
lag=0 log=0
while kill -0 "$load" 2>/dev/null; do
  sleep 2
  lag=$(printf '%s\n' "$lag" "$(metric telemetry_store_lag_records)" | sort -g | tail -1)
  log=$(printf '%s\n' "$log" "$(size -wal)" | sort -g | tail -1)
done
took=$(echo "$(date +%s.%N) - $began" | bc)
cpu=$(($(ticks) - before))
threads >"$work/threads.after"
at_end=$(metric telemetry_store_lag_records)
waited=0
until [ "$(metric telemetry_store_lag_records)" = 0 ] || [ $waited -ge 120 ]; do sleep 1; waited=$((waited + 1)); done

cat "$work/out"
awk -v n=$(($(metric telemetry_stored_lines_total) - stored)) -v t="$took" -v cpu="$cpu" -v hz="$hz" -v lag="$lag" -v end="$at_end" -v waited="$waited" 'BEGIN {
  printf "stored %d readings in %.0f s, %.0f/s; lag at most %d, at the end %d records, gone after %d s\n", n, t, n / t, lag, end, waited
  printf "worker %.2f cores, %.1f us/reading\n", cpu / hz / t, cpu * 1e6 / hz / n }'
awk -F'\t' -v t="$took" -v hz="$hz" 'NR == FNR { before[$1] = $2; next } { used = ($2 - before[$1]) / hz / t; if (used >= 0.005) printf "  %-16s %.2f\n", $1, used }' \
  "$work/threads.before" "$work/threads.after" | sort -k2 -rn
echo "readings.db $(($(size) >> 20)) MiB, readings.db-wal now $(($(size -wal) >> 20)) MiB, at most $((log >> 20)) MiB"
for name in telemetry_store_rolled_up_total telemetry_store_upkeep_seconds_total telemetry_store_upkeep_behind telemetry_store_deleted_rows_total; do
  echo "$name $(metric $name)"
done
