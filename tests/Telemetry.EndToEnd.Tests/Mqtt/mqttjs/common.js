// What the scripts have in common: a client that connects, and waiting for what it should see.
'use strict';
const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const mqtt = require('mqtt');

const port = Number(process.argv[2]);
const version = process.argv[3] === '5' ? 5 : 4;
const root = `mqttjs/${randomUUID()}`;

class Peer {
  static async connect({ clientId = randomUUID(), clean = true, will } = {}) {
    const peer = new Peer();
    peer.messages = [];
    peer.waiting = [];
    peer.client = mqtt.connect({
      host: '127.0.0.1',
      port,
      protocolVersion: version,
      clientId,
      clean,
      will,
      reconnectPeriod: 0,
      properties: version === 5 && !clean ? { sessionExpiryInterval: 3600 } : undefined,
    });
    peer.client.on('message', (topic, payload, packet) => {
      const next = peer.waiting.shift();
      if (next) next(packet);
      else peer.messages.push(packet);
    });
    await new Promise((resolve, reject) => {
      peer.client.once('connect', (connack) => {
        peer.sessionPresent = connack.sessionPresent;
        resolve();
      });
      peer.client.once('error', reject);
    });
    return peer;
  }

  async subscribe(topic, qos) {
    const granted = await this.client.subscribeAsync(topic, { qos });
    assert.equal(granted[0].qos, qos);
  }

  publish(topic, payload, qos, options = {}) {
    return this.client.publishAsync(topic, payload, { qos, ...options });
  }

  async expect(topic, payload, qos, retain = false) {
    const packet = this.messages.shift() ?? (await new Promise((resolve) => this.waiting.push(resolve)));
    assert.deepEqual([packet.topic, packet.payload.toString(), packet.qos, packet.retain], [topic, payload, qos, retain]);
    return packet;
  }

  close() {
    return this.client.endAsync();
  }

  // Gone without DISCONNECT.
  lose() {
    this.client.stream.destroy();
  }
}

function run(scenario) {
  const limit = setTimeout(() => {
    console.error('not within 40 s');
    process.exit(1);
  }, 40_000);
  scenario().then(
    () => {
      clearTimeout(limit);
      console.log('ok');
      process.exit(0);
    },
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}

module.exports = { Peer, run, root, version, assert, randomUUID };
