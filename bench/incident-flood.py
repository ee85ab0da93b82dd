"""Raises and clears a threshold at flood devices over MQTT: incident-flood.py MQTT_PORT FIRST DEVICES INCIDENTS PER_SECOND

Each incident is two messages of QoS 1, one that raises it and, a turn of all devices later, one that clears it; with PER_SECOND 0
everything is raised once, as fast as acknowledged.
"""
import socket
import struct
import sys
import threading
import time

port, first, devices, incidents, rate = (int(a) for a in sys.argv[1:6])
broker = socket.create_connection(("127.0.0.1", port))
broker.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
broker.sendall(b"\x10\x11\x00\x04MQTT\x04\x02\x00\x00\x00\x05flood")
broker.recv(4)
window = threading.Semaphore(2_000)
acknowledged = 0


def read():
    global acknowledged
    rest = b""
    while data := broker.recv(65536):
        rest += data
        count = len(rest) // 4  # nothing but PUBACK comes, four bytes each
        rest = rest[count * 4:]
        acknowledged += count
        window.release(count) if count else None


threading.Thread(target=read, daemon=True).start()
packet_id = 0


def message(number, value):
    global packet_id
    window.acquire()
    packet_id = packet_id % 60_000 + 1
    topic = f"city/linqing/flood/fl-{first + number:05d}/telemetry".encode()
    body = struct.pack("!H", len(topic)) + topic + struct.pack("!H", packet_id) + b'{"level":%d}' % value
    return b"\x32" + bytes([len(body)]) + body


start, sent = time.monotonic(), 0
while sent < incidents:
    due = incidents if rate == 0 else min(incidents, int((time.monotonic() - start) * rate))
    step = min(due, sent + 200)
    out = b""
    for i in range(sent, step):
        if rate:
            out += message(i % devices, 0)
        out += message(i % devices, 2)
    sent = step
    if out:
        broker.sendall(out)
    else:
        time.sleep(0.005)
messages = incidents * (2 if rate else 1)
while acknowledged < messages and time.monotonic() - start < 600:
    time.sleep(0.05)
took = time.monotonic() - start
print(f"{incidents} raised in {took:.1f} s ({incidents / took:.0f}/s), {acknowledged} of {messages} messages acknowledged")
