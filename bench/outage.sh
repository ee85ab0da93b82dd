#!/usr/bin/env bash
# A day without the store: are 24 h at 100 messages/s accepted, and does the worker's memory stay flat?
#
#   bench/outage.sh [COUNT] [worker options]
#     COUNT  messages while the store is away, default 8,640,000 (2.2 GB of journal)
#
# The store is shared/tools/http-sink, which answers 503 while a file exists. Memory is sampled each second.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
count=${1:-8640000}
shift || true
# shellcheck source=bench/lib.sh
. "$root/bench/lib.sh"
build
sink=$(free_port)
"$work/http-sink" "$sink" "$work/down" 2>/dev/null & pids+=($!)
start_worker "$work/data" --Store:Kind=influxdb1 --Store:Url="http://127.0.0.1:$sink" "$@"
rss() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$worker/status"; }
sample() { while sleep 1; do rss; echo; done >>"$1"; }
range() { sort -n "$1" | awk 'NR == 1 { least = $1 } { most = $1 } END { printf "%d to %d MiB (%d samples)", least, most, NR }'; }

load --count 600000 --timeout 300 >/dev/null
until_lag 5000
touch "$work/down"
load --count 300000 --timeout 300 >/dev/null
echo "warm: $(rss) MiB"
sample "$work/away" & sampler=$!
pids+=("$sampler")
load --count "$count" --timeout 1800
stop "$sampler"
echo "store away: memory $(range "$work/away"), journal $(du -sm "$work/data/journal" | cut -f1) MiB, $(metric telemetry_store_lag_records) records wait"
rm "$work/down"
begin=$(now)
from=$(metric telemetry_store_lag_records)
sample "$work/back" & sampler=$!
pids+=("$sampler")
until_lag 5000
echo "store back: $from lines at $(rate "$from" "$begin" "$(now)") lines/s, memory $(range "$work/back")"
echo "dropped by the journal: $(metric telemetry_journal_dropped_records_total), missed by the store: $(metric telemetry_store_missed_records_total)"
