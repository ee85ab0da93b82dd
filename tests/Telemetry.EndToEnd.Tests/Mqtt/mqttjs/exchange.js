// QoS 0, 1 and 2, wildcards, retained messages, big payloads and, in 5.0, properties.
'use strict';
const { Peer, run, root, version, assert } = require('./common');

run(async () => {
  const one = await Peer.connect();
  const two = await Peer.connect();
  await one.subscribe(`${root}/+/x`, 2);
  for (const qos of [0, 1, 2]) {
    await two.publish(`${root}/${qos}/x`, `水${qos}`, qos);
    await one.expect(`${root}/${qos}/x`, `水${qos}`, qos);
  }

  const published = [];
  for (let i = 0; i < 500; i++) published.push(two.publish(`${root}/many/x`, `${i}`, 2));
  for (let i = 0; i < 500; i++) await one.expect(`${root}/many/x`, `${i}`, 2);
  await Promise.all(published);
  await two.publish(`${root}/big/x`, 'y'.repeat(900_000), 2);
  await one.expect(`${root}/big/x`, 'y'.repeat(900_000), 2);

  await two.publish(`${root}/kept`, 'kept', 1, { retain: true });
  const late = await Peer.connect();
  await late.subscribe(`${root}/kept`, 2);
  await late.expect(`${root}/kept`, 'kept', 1, true);
  await two.publish(`${root}/kept`, '', 1, { retain: true });
  await late.expect(`${root}/kept`, '', 1);

  if (version === 5) {
    await two.publish(`${root}/p/x`, 'x', 2, {
      properties: { contentType: 'text/plain', responseTopic: 'answers/1', correlationData: Buffer.from('c7'), userProperties: { k: ['1', '2'] } },
    });
    const { properties } = await one.expect(`${root}/p/x`, 'x', 2);
    assert.deepEqual(
      [properties.contentType, properties.responseTopic, properties.correlationData.toString(), properties.userProperties.k],
      ['text/plain', 'answers/1', 'c7', ['1', '2']],
    );
  }

  for (const peer of [one, two, late]) await peer.close();
});
