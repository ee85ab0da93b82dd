"""What an application with Debian's python3-paho-mqtt does with the broker. Arguments: port, version (3 or 5). Prints "ok"."""
import queue
import sys

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

port, is_five = int(sys.argv[1]), sys.argv[2] == "5"
PATIENCE = 30


class Client:
    """A paho client whose events can be waited for."""

    def __init__(self, client_id, clean=True, will=None):
        self.messages, self.events = queue.Queue(), queue.Queue()
        if is_five:
            self.paho = mqtt.Client(client_id, protocol=mqtt.MQTTv5)
        else:
            self.paho = mqtt.Client(client_id, clean_session=clean, protocol=mqtt.MQTTv311)
        self.paho.on_message = lambda c, u, m: self.messages.put(m)
        self.paho.on_connect = lambda c, u, flags, rc, *p: self.events.put((flags["session present"], rc))
        self.paho.on_subscribe = lambda c, u, mid, granted, *p: self.events.put(granted)
        if will:
            self.paho.will_set(*will)
        if is_five:
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = 0 if clean else 100
            self.paho.connect("127.0.0.1", port, clean_start=clean, properties=properties)
        else:
            self.paho.connect("127.0.0.1", port)
        self.paho.loop_start()
        self.present, code = self.events.get(timeout=PATIENCE)
        assert code == 0, code

    def subscribe(self, *filters):
        self.paho.subscribe([(f, SubscribeOptions(qos=q)) for f, q in filters] if is_five else list(filters))
        return self.events.get(timeout=PATIENCE)

    def publish(self, topic, payload, qos=2, retain=False, properties=None):
        self.paho.publish(topic, payload, qos, retain, properties=properties).wait_for_publish(PATIENCE)

    def next(self):
        return self.messages.get(timeout=PATIENCE)

    def payloads(self, count):
        return [self.next().payload.decode() for _ in range(count)]

    def leave(self):
        self.paho.disconnect()
        self.paho.loop_stop()


def check_sessions(sender):
    first = Client("session", clean=False)
    assert not first.present
    first.subscribe(("s/#", 2))
    first.leave()
    for i in range(5):
        sender.publish("s/t", str(i))
    again = Client("session", clean=False)
    assert again.present
    assert again.payloads(5) == ["0", "1", "2", "3", "4"]
    again.leave()
    Client("session").leave()


def check_shared(sender):
    members = [Client(f"member-{i}") for i in range(3)]
    for member in members:
        member.subscribe(("$share/g/work/#", 1))
    for i in range(9):
        sender.publish("work/a", str(i), qos=1)
    assert sorted(p for m in members for p in m.payloads(3)) == [str(i) for i in range(9)]
    for member in members:
        member.leave()


def check_retained_and_will(sender):
    sender.publish("state/a", "kept", qos=1, retain=True)
    watcher = Client("watcher")
    watcher.subscribe(("state/+", 2), ("gone", 2))
    message = watcher.next()
    assert (message.payload, message.retain) == (b"kept", 1)
    victim = Client("victim", will=("gone", "bye", 2))
    victim.paho._sock_close()
    assert watcher.payloads(1) == ["bye"]
    victim.paho.loop_stop()
    watcher.leave()
    sender.publish("state/a", "", retain=True)


def check_request_response():
    service, asker = Client("service"), Client("asker")
    service.subscribe(("ask", 1))
    asker.subscribe(("answer/1", 1))
    ask = Properties(PacketTypes.PUBLISH)
    ask.ResponseTopic, ask.CorrelationData = "answer/1", b"\x00\x01"
    ask.UserProperty, ask.ContentType, ask.PayloadFormatIndicator = [("a", "1"), ("a", "2")], "text/plain", 1
    asker.publish("ask", "?", properties=ask)
    asked = service.next().properties
    assert asked.UserProperty == [("a", "1"), ("a", "2")] and asked.ContentType == "text/plain" and asked.PayloadFormatIndicator == 1
    answer = Properties(PacketTypes.PUBLISH)
    answer.CorrelationData = asked.CorrelationData
    service.publish(asked.ResponseTopic, "!", properties=answer)
    assert asker.next().properties.CorrelationData == b"\x00\x01"
    service.leave()
    asker.leave()


sender = Client("sender")
check_sessions(sender)
check_shared(sender)
check_retained_and_will(sender)
if is_five:
    check_request_response()
sender.leave()
print("ok")
