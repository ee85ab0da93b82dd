"""A client that is lost leaves its will; one that says DISCONNECT does not."""
from paho_common import TOPIC, Peer

watcher = Peer()
watcher.subscribe(TOPIC + "/will", 2)
Peer(will="left").close()
Peer(will="lost").lose()
watcher.expect(TOPIC + "/will", "lost", 2)
watcher.close()
print("ok")
