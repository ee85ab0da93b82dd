// What an application with MQTT.js does with the broker. Arguments: port, version (4 or 5). Prints "ok".
"use strict";
const assert = require("node:assert");
const mqtt = require("mqtt");

const [port, version] = process.argv.slice(2).map(Number);
const isFive = version === 5;
const patience = setTimeout(() => { console.error("waited in vain"); process.exit(1); }, 60_000);

async function connect(clientId, options = {}) {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    clientId, protocolVersion: version, reconnectPeriod: 0, resubscribe: false, clean: true, ...options,
  });
  const waiting = [];
  const arrived = [];
  client.on("message", (topic, payload, packet) => {
    const message = { topic, payload: payload.toString(), packet };
    waiting.length > 0 ? waiting.shift()(message) : arrived.push(message);
  });
  client.next = () => arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve));
  client.payloads = async (count) => {
    const payloads = [];
    for (let i = 0; i < count; i++) payloads.push((await client.next()).payload);
    return payloads;
  };
  return client;
}

async function checkSessions(sender) {
  const kept = { clean: false, properties: isFive ? { sessionExpiryInterval: 100 } : undefined };
  const first = await connect("session", kept);
  await first.subscribeAsync("s/#", { qos: 2 });
  await first.endAsync();
  for (let i = 0; i < 5; i++) await sender.publishAsync("s/t", String(i), { qos: 2 });
  // MQTT.js hands out what comes before anybody could listen only to those who ask at once.
  const again = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId: "session", protocolVersion: version, reconnectPeriod: 0, resubscribe: false, ...kept });
  const payloads = [];
  await new Promise((resolve) => again.on("message", (_, payload) => { payloads.push(payload.toString()); if (payloads.length === 5) resolve(); }));
  assert.deepStrictEqual(payloads, ["0", "1", "2", "3", "4"]);
  await again.endAsync();
  await (await connect("session")).endAsync();
}

async function checkShared(sender) {
  const members = [];
  for (let i = 0; i < 3; i++) members.push(await connect(`member-${i}`));
  for (const member of members) await member.subscribeAsync("$share/g/work/#", { qos: 1 });
  for (let i = 0; i < 9; i++) await sender.publishAsync("work/a", String(i), { qos: 1 });
  const got = (await Promise.all(members.map((member) => member.payloads(3)))).flat();
  assert.deepStrictEqual(got.sort(), [...Array(9).keys()].map(String));
  for (const member of members) await member.endAsync();
}

async function checkRetainedAndWill(sender) {
  await sender.publishAsync("state/a", "kept", { qos: 1, retain: true });
  const watcher = await connect("watcher");
  await watcher.subscribeAsync(["state/+", "gone"], { qos: 2 });
  const message = await watcher.next();
  assert.deepStrictEqual([message.payload, message.packet.retain], ["kept", true]);
  const victim = await connect("victim", { will: { topic: "gone", payload: Buffer.from("bye"), qos: 2, retain: false } });
  victim.on("error", () => {});
  victim.stream.destroy();
  assert.deepStrictEqual(await watcher.payloads(1), ["bye"]);
  await victim.endAsync(true);
  await watcher.endAsync();
  await sender.publishAsync("state/a", "", { retain: true });
}

async function checkAliases() {
  const receiver = await connect("receiver", { properties: { topicAliasMaximum: 5 } });
  await receiver.subscribeAsync("alias/#", { qos: 0 });
  const publisher = await connect("publisher", { autoUseTopicAlias: true, autoAssignTopicAlias: true });
  for (let i = 0; i < 3; i++) await publisher.publishAsync("alias/a", String(i), { qos: 1 });
  for (let i = 0; i < 3; i++) {
    const { topic, payload, packet } = await receiver.next();
    assert.deepStrictEqual([topic, payload, packet.properties.topicAlias], ["alias/a", String(i), 1]);
  }
  await receiver.endAsync();
  await publisher.endAsync();
}

(async () => {
  const sender = await connect("sender");
  await checkSessions(sender);
  await checkShared(sender);
  await checkRetainedAndWill(sender);
  if (isFive) await checkAliases();
  await sender.endAsync();
  clearTimeout(patience);
  console.log("ok");
})().catch((error) => { console.error(error); process.exit(1); });
