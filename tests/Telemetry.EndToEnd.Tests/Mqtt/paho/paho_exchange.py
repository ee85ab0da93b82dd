"""QoS 0, 1 and 2, wildcards, retained messages, big payloads and, in 5.0, properties."""
from paho_common import TOPIC, VERSION, PacketTypes, Peer, Properties, mqtt

one, two = Peer(), Peer()
one.subscribe(TOPIC + "/+/x", 2)
for qos in (0, 1, 2):
    two.publish(TOPIC + "/%d/x" % qos, "水%d" % qos, qos)
    one.expect(TOPIC + "/%d/x" % qos, "水%d" % qos, qos)
for number in range(500):
    two.client.publish(TOPIC + "/many/x", str(number), 2)
for number in range(500):
    one.expect(TOPIC + "/many/x", str(number), 2)
two.publish(TOPIC + "/big/x", "y" * 900_000, 2)
one.expect(TOPIC + "/big/x", "y" * 900_000, 2)

two.publish(TOPIC + "/kept", "kept", 1, retain=True)
late = Peer()
late.subscribe(TOPIC + "/kept", 2)
late.expect(TOPIC + "/kept", "kept", 1, retain=True)
two.publish(TOPIC + "/kept", "", 1, retain=True)
late.expect(TOPIC + "/kept", "", 1)

if VERSION == mqtt.MQTTv5:
    properties = Properties(PacketTypes.PUBLISH)
    properties.ContentType = "text/plain"
    properties.ResponseTopic = "answers/1"
    properties.CorrelationData = b"c7"
    properties.UserProperty = [("k", "1"), ("k", "2")]
    two.publish(TOPIC + "/p/x", "x", 2, properties=properties)
    seen = one.expect(TOPIC + "/p/x", "x", 2).properties
    assert (seen.ContentType, seen.ResponseTopic, seen.CorrelationData) == ("text/plain", "answers/1", b"c7"), seen
    assert seen.UserProperty == [("k", "1"), ("k", "2")], seen.UserProperty

for peer in (one, two, late):
    peer.close()
print("ok")
