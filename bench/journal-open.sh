#!/usr/bin/env bash
# How long a journal takes to open after a crash.
#
#   bench/journal-open.sh [GIB]
#     GIB  size of the journal, default 10: readings of about 250 bytes, 64 MiB segments
#   Fills a journal in a temporary folder (TMPDIR), kills the process with SIGKILL while it appends, and times opening and
#   the first commit, RUNS times (default 3; each run is killed and filled on again). As root the page cache is dropped
#   before each opening; otherwise it says that it was warm.
set -euo pipefail
case ${1:-10} in *[!0-9]*) sed -n '2,9p' "$0" | sed 's/^# \{0,1\}//' >&2; exit 2 ;; esac
bytes=$((${1:-10} * 1024 * 1024 * 1024))
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
pid=
cleanup() { [ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
dotnet build "$root/bench/Telemetry.Benchmarks" -c Release --nologo -v quiet -p:RunAnalyzers=false
program="$root/bench/Telemetry.Benchmarks/bin/Release/net10.0/Telemetry.Benchmarks"
for run in $(seq "${RUNS:-3}"); do
  : >"$work/out"
  "$program" journal-fill "$work/journal" "$bytes" >"$work/out" & pid=$!
  until grep -q full "$work/out"; do kill -0 "$pid" || { echo "the filling process ended" >&2; exit 1; }; sleep 0.2; done
  sleep 1
  kill -9 "$pid"
  wait "$pid" 2>/dev/null || true
  pid=
  cache=warm
  if [ "$(id -u)" = 0 ] && sync && echo 3 2>/dev/null >/proc/sys/vm/drop_caches; then cache=cold; fi
  printf 'run %s, %s cache: ' "$run" "$cache"
  "$program" journal-open "$work/journal" "$bytes"
done
