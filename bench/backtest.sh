#!/usr/bin/env bash
# How many readings a second a backtest judges on one core.
#
#   bench/backtest.sh [DEVICES [READINGS]]
#     DEVICES   stations with ten rules each, default 1000 (at most 100000)
#     READINGS  of one field, 30 s apart, default 5000000
#   Writes a journal and the same readings as line protocol into a temporary folder (TMPDIR), then replays each three times.
set -euo pipefail
for number in "${1:-1000}" "${2:-5000000}"; do case $number in *[!0-9]*) sed -n '2,7p' "$0" | sed 's/^# \{0,1\}//' >&2; exit 2 ;; esac; done
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build "$root/bench/Telemetry.Benchmarks" -c Release --nologo -v quiet -p:RunAnalyzers=false
program="$root/bench/Telemetry.Benchmarks/bin/Release/net10.0/Telemetry.Benchmarks"
"$program" backtest-fill "$work" "${1:-1000}" "${2:-5000000}"
"$program" backtest "$work" journal
"$program" backtest "$work" bench.lp
