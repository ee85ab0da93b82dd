# What the scripts here share; to be sourced after root is set.
tools=${TELEMETRY_SHARED:-$root/../shared}/tools
work=$(mktemp -d)
# What is measured is the worker: a device of these loads may send as much as it wants.
no_flood=(--Payload:MessagesPerSecond=100000 --Payload:MessageBurst=1000000)
pids=()
cleanup() { for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
now() { date +%s.%N; }
rate() { awk -v n="$1" -v a="$2" -v b="$3" 'BEGIN { printf "%.0f", n / (b - a) }'; }

build() {
  cc -O2 -o "$work/mqtt-load" "$tools/mqtt-load.c"
  cc -O2 -pthread -o "$work/http-sink" "$tools/http-sink.c"
  dotnet build "$root/src/Telemetry.Worker" -c Release --nologo -v quiet -p:RunAnalyzers=false
}

# start_worker DATA [options]: sets worker (process id), mqtt and console (ports), and waits until it serves.
start_worker() {
  local data=$1
  shift
  mqtt=$(free_port) console=$(free_port)
  rm -f "$work/ready"
  dotnet "$root/src/Telemetry.Worker/bin/Release/net10.0/telemetry.dll" run --Data:Folder="$data" --City:Folder="$root/bench/city" \
    --Mqtt:Port="$mqtt" --Mqtt:AnonymousLoopback=true --Console:Url="http://127.0.0.1:$console" --Console:ReadyFile="$work/ready" "${no_flood[@]}" "$@" >>"$work/worker.log" 2>&1 & worker=$!
  pids+=("$worker")
  until [ -s "$work/ready" ]; do kill -0 "$worker" 2>/dev/null || { cat "$work/worker.log" >&2; exit 1; }; sleep 0.1; done
  token=$(cat "$data/console.token")
}

stop() { kill "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; }
load() { "$work/mqtt-load" --port "$mqtt" --devices 900 "$@"; }

# metric NAME: one sample of the worker's /metrics, as a whole number.
metric() { curl -s -H "Authorization: Bearer $token" "http://127.0.0.1:$console/metrics" | awk -v name="$1" '$1 == name { printf "%.0f", $2 }'; }

# until_lag RECORDS: waits until the store is at most so far behind.
until_lag() { until [ "$(metric telemetry_store_lag_records)" -le "$1" ]; do sleep 0.2; done; }
