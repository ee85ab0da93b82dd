"""Acknowledges open incidents over HTTP, ten a second, and tells how long each took: incident-answers.py CONSOLE_PORT TOKEN SECONDS

Those of the most recent list; what a flood touches meanwhile is answered all the same.
"""
import http.client
import json
import sys
import time

port, token, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
console = http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def ask(method, path, body=None):
    console.request(method, path, body, headers)
    answer = console.getresponse()
    return answer.status, answer.read()


waiting = [item["id"] for item in json.loads(ask("GET", "/api/v1/incidents?state=unacknowledged&limit=5000")[1])]
took, refused, start = [], 0, time.monotonic()
while waiting and time.monotonic() - start < seconds:
    begun = time.monotonic()
    status, _ = ask("POST", f"/api/v1/incidents/{waiting.pop()}/ack", "{}")
    took.append((time.monotonic() - begun) * 1000)
    refused += status != 200
    time.sleep(max(0, 0.1 - (time.monotonic() - begun)))
took.sort()
print(f"{len(took)} answers, {refused} refused: p50 {took[len(took) // 2]:.0f} ms, p99 {took[len(took) * 99 // 100]:.0f} ms, max {took[-1]:.0f} ms")
