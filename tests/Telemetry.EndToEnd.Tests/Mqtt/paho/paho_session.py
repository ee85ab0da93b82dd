"""What is published while a persistent session is away comes when it is back; a clean start forgets it."""
import uuid

from paho_common import TOPIC, Peer

client_id = uuid.uuid4().hex
first = Peer(client_id, clean=False)
assert not first.session_present
first.subscribe(TOPIC, 2)
first.close()

# paho hands a message at QoS 2 on at PUBREL, so between one at QoS 2 and a later one at QoS 1 there is no order.
sender = Peer()
for number in range(20):
    sender.publish(TOPIC, str(number), 1 + number // 10)
again = Peer(client_id, clean=False)
assert again.session_present
for number in range(20):
    again.expect(TOPIC, str(number), 1 + number // 10)
again.close()

sender.publish(TOPIC, "forgotten", 2)
clean = Peer(client_id, clean=True)
assert not clean.session_present
clean.subscribe(TOPIC, 2)
sender.publish(TOPIC, "fresh", 2)
clean.expect(TOPIC, "fresh", 2)
clean.close()
sender.close()
print("ok")
