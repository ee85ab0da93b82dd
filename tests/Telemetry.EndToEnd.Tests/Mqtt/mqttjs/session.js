// What is published while a persistent session is away comes when it is back; a clean start forgets it.
'use strict';
const { Peer, run, root, assert, randomUUID } = require('./common');

run(async () => {
  const clientId = randomUUID();
  const first = await Peer.connect({ clientId, clean: false });
  assert.equal(first.sessionPresent, false);
  await first.subscribe(root, 2);
  await first.close();

  // MQTT.js hands a message at QoS 2 on at PUBREL, so between one at QoS 2 and a later one at QoS 1 there is no order.
  const sender = await Peer.connect();
  for (let i = 0; i < 20; i++) await sender.publish(root, `${i}`, i < 10 ? 1 : 2);
  const again = await Peer.connect({ clientId, clean: false });
  assert.equal(again.sessionPresent, true);
  for (let i = 0; i < 20; i++) await again.expect(root, `${i}`, i < 10 ? 1 : 2);
  await again.close();

  await sender.publish(root, 'forgotten', 2);
  const clean = await Peer.connect({ clientId, clean: true });
  assert.equal(clean.sessionPresent, false);
  await clean.subscribe(root, 2);
  await sender.publish(root, 'fresh', 2);
  await clean.expect(root, 'fresh', 2);
  await clean.close();
  await sender.close();
});
