#!/usr/bin/env bash
# What a flood of incidents costs those who are not in it: 10,000 incidents stand open, then 1,000 a second are raised.
#
#   bench/incident-flood.sh [SECONDS] [PER_SECOND] [worker options]     (60, 1000)
#
# Every one begins a ladder and calls its duty over MQTT. NICE=-15 (root only) runs all of it ahead of what else the machine does.
#
# Prints the PUBACK latency of 1,000 messages/s of other devices before, during and after; how far the rule engine and the outbox are
# behind; how long ten answers a second of a person take; and what the first page and the API take with all of it open, in ms and bytes.
set -euo pipefail
[ -z "${NICE:-}" ] || renice -n "$NICE" $$ >/dev/null
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${1:-60} rate=${2:-1000}
shift $(($# > 2 ? 2 : $#))
. "$root/bench/lib.sh"
build
mkdir -p "$work/city/city"
cp -rL "$root/bench/city/systems" "$work/city/systems"
cp -L "$root/bench/city/city/escalations.yaml" "$work/city/city"
{ cat "$root/bench/city/city/bench.yaml"; echo '  - { id: "fl-{00000..10999}", system: flood, kind: probe, site: bench }'; } >"$work/city/city/bench.yaml"
cat >"$work/city/city/duties.yaml" <<'YAML'
duties:
  - { id: flood-duty, area: linqing, systems: [flood, heating], role: { zh: 值班, en: Flood duty } }
YAML
cat >"$work/city/systems/flood.yaml" <<'YAML'
system: flood
title: { zh: 洪峰, en: Flood }
kinds:
  probe:
    title: { zh: 探头, en: Probe }
    interval: 1h
    fields:
      level: { unit: m, physical: [0, 10], title: { zh: 水位, en: Level } }
    rules:
      - id: high
        when: level > 1
        clear: level < 1
        severity: high
        title: { zh: 水位高, en: Level high }
YAML
start_worker "$work/data" --City:Folder="$work/city" --Store:Kind=sqlite "$@"
ticks() { sed 's/.*) //' "/proc/$worker/stat" | awk '{print $12 + $13}'; }
behind() { echo "rule engine $(metric telemetry_alerts_lag_records) records behind, lines waiting $(metric 'telemetry_notifications{channel="line",state="pending"}')"; }
settled() { until [ "$(metric 'telemetry_notifications{channel="line",state="pending"}')" = 0 ] && [ "$(metric telemetry_alerts_lag_records)" -lt 100 ]; do sleep 0.2; done; }
look() { for _ in 1 2 3 4 5; do curl -s -o /dev/null -w '%{time_total} %{size_download}\n' -H "Authorization: Bearer $token" "http://127.0.0.1:$console$1"; done | sort -n | awk -v path="$1" 'NR == 3 { printf "%s: %.0f ms, %d bytes\n", path, $1 * 1000, $2 }'; }
background() { load --count $((1000 * $1)) --rate 1000 --timeout $(($1 + 60)); }

python3 "$root/bench/incident-flood.py" "$mqtt" 0 10000 10000 0
settled
echo "load $(cat /proc/loadavg)"
echo "open: $(metric 'telemetry_incidents{state="unacknowledged",severity="high"}')"
for path in / /api/v1/incidents '/api/v1/incidents?limit=10000'; do look "$path"; done
background 5 >/dev/null
echo "before: $(background 20)"
echo "answers before: $(python3 "$root/bench/incident-answers.py" "$console" "$token" 5)"
before=$(ticks)
python3 "$root/bench/incident-flood.py" "$mqtt" 10000 1000 $((seconds * rate)) "$rate" >"$work/flood" & flood=$!
python3 "$root/bench/incident-answers.py" "$console" "$token" "$((seconds - 2))" >"$work/answers" & answers=$!
(while sleep 0.5; do metric telemetry_alerts_lag_records; echo; done >"$work/lag") & pids+=("$!")
echo "during: $(background "$((seconds - 2))")"
behind
look /
wait "$flood" "$answers"
cat "$work/flood" "$work/answers"
echo "rule engine at most $(sort -n "$work/lag" | tail -1) records behind of $(wc -l <"$work/lag") looks"
echo "CPU of the worker: $(awk -v d=$(($(ticks) - before)) -v hz="$(getconf CLK_TCK)" -v s="$seconds" 'BEGIN { printf "%.2f", d / hz / s }') cores"
begun=$(now)
settled
echo "settled $(awk -v a="$begun" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }') s after the flood"
echo "after:  $(background 20)"
curl -s -H "Authorization: Bearer $token" "http://127.0.0.1:$console/metrics" | grep '^telemetry_incidents{' | grep -v ' 0$'
for path in / /api/v1/incidents; do look "$path"; done
echo "load $(cat /proc/loadavg)"
