// A client that is lost leaves its will; one that says DISCONNECT does not.
'use strict';
const { Peer, run, root } = require('./common');

run(async () => {
  const watcher = await Peer.connect();
  await watcher.subscribe(root, 2);
  const leaving = await Peer.connect({ will: { topic: root, payload: Buffer.from('left'), qos: 2, retain: false } });
  await leaving.close();
  const lost = await Peer.connect({ will: { topic: root, payload: Buffer.from('lost'), qos: 2, retain: false } });
  lost.lose();
  await watcher.expect(root, 'lost', 2);
  await watcher.close();
});
