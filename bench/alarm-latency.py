"""From a publish to the incident in the API, in milliseconds: alarm-latency.py MQTT_PORT CONSOLE_PORT TOKEN FIRST COUNT

Low pressure at COUNT heating stations from hs-FIRST on, one after the other; prints the median and the longest.
"""
import http.client
import json
import socket
import statistics
import struct
import sys
import time

mqtt_port, console_port, token, first, count = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
broker = socket.create_connection(("127.0.0.1", mqtt_port))
broker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
broker.sendall(b"\x10\x10\x00\x04MQTT\x04\x02\x00\x00\x00\x04late")
broker.recv(4)
api = http.client.HTTPConnection("127.0.0.1", console_port)


def publish(topic, payload):
    body = struct.pack("!H", len(topic)) + topic.encode() + payload.encode()
    broker.sendall(b"\x30" + bytes([len(body) % 128 + 128, len(body) // 128]) + body)


def devices():
    api.request("GET", "/api/v1/incidents?state=all", headers={"Authorization": f"Bearer {token}"})
    return {incident["device"] for incident in json.loads(api.getresponse().read())}


took = []
for number in range(first, first + count):
    device, now = f"hs-{number:04d}", int(time.time() * 1000)
    samples = [{"ts": now - 40_000 + i * 10_000, "primary_supply_pressure": 0.1} for i in range(5)]
    start = time.monotonic()
    publish(f"city/linqing/heating/{device}/telemetry", json.dumps(samples))
    while device not in devices():
        if time.monotonic() - start > 60:
            sys.exit(f"no incident of {device} within 60 s")
        time.sleep(0.002)
    took.append((time.monotonic() - start) * 1000)
    time.sleep(0.1)
print(f"p50 {statistics.median(took):.0f} ms max {max(took):.0f} ms ({count} alarms)")
