"""What the scripts have in common: a client that connects, and waiting for what it should see."""
import queue
import sys
import uuid

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

PORT = int(sys.argv[1])
VERSION = mqtt.MQTTv5 if sys.argv[2] == "5" else mqtt.MQTTv311
TOPIC = "paho/" + uuid.uuid4().hex
WAIT = 20


class Peer:
    """A connected client whose messages wait in a queue."""

    def __init__(self, client_id=None, clean=True, will=None):
        client_id = client_id or uuid.uuid4().hex
        self.messages = queue.Queue()
        self._events = queue.Queue()
        if VERSION == mqtt.MQTTv5:
            self.client = mqtt.Client(client_id, protocol=VERSION)
        else:
            self.client = mqtt.Client(client_id, clean_session=clean, protocol=VERSION)
        self.client.on_message = lambda client, userdata, message: self.messages.put(message)
        self.client.on_connect = lambda client, userdata, flags, reason, properties=None: self._events.put((flags["session present"], int(getattr(reason, "value", reason))))
        self.client.on_subscribe = lambda client, userdata, mid, granted, properties=None: self._events.put([int(getattr(code, "value", code)) for code in granted])
        if will is not None:
            self.client.will_set(TOPIC + "/will", will, qos=2)
        if VERSION == mqtt.MQTTv5:
            session = Properties(PacketTypes.CONNECT)
            if not clean:
                session.SessionExpiryInterval = 3600
            self.client.connect("127.0.0.1", PORT, clean_start=clean, properties=session)
        else:
            self.client.connect("127.0.0.1", PORT)
        self.client.loop_start()
        self.session_present, reason = self._events.get(timeout=WAIT)
        assert reason == 0, reason

    def subscribe(self, topic, qos):
        self.client.subscribe(topic, qos)
        granted = self._events.get(timeout=WAIT)
        assert granted == [qos], granted

    def publish(self, topic, payload, qos, retain=False, properties=None):
        info = self.client.publish(topic, payload, qos, retain, properties) if VERSION == mqtt.MQTTv5 else self.client.publish(topic, payload, qos, retain)
        info.wait_for_publish(WAIT)
        assert info.is_published()

    def expect(self, topic, payload, qos, retain=False):
        message = self.messages.get(timeout=WAIT)
        seen = (message.topic, message.payload.decode(), message.qos, bool(message.retain))
        assert seen == (topic, payload, qos, retain), seen
        return message

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()

    def lose(self):
        """Gone without DISCONNECT."""
        self.client.loop_stop()
        self.client._sock_close()
