import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { answer, buildRequest, TABLE } from '../jhmp/application.js';
import { buildHeader } from '../jhmp/header.js';
import { buildJsonMessage, buildMessage, MessageReader } from '../jhmp/message.js';
import { connectTo, descriptorCount, eventually, exchangeWith, processorTicks, runServer, startServer } from './program_support.js';

const LIMITS = { timeout: 60_000 };
const REQUEST = buildRequest(Buffer.from('search'), Buffer.from('ring'), 1);
const RESPONSE = buildJsonMessage({ result: TABLE.get('ring') });
const largeRequest = (bytes) => buildRequest(Buffer.from('search'), Buffer.from('y'), bytes);

async function assertServes(address) {
  assert.deepEqual(await exchangeWith(address, REQUEST), { bytes: RESPONSE, how: 'FIN' });
}

test('a request that comes byte by byte and then a half-close are answered', LIMITS, async (t) => {
  const address = await startServer(t);
  const { socket, ended, received } = await connectTo(address);
  for (const byte of REQUEST) {
    await new Promise((resolve) => { socket.write(Buffer.from([byte]), resolve); });
  }
  socket.end();
  assert.equal(await ended, 'FIN');
  assert.deepEqual(received(), RESPONSE);
});

test('every truncation gets no answer, and leaves no descriptor behind', LIMITS, async (t) => {
  const address = await startServer(t);
  await assertServes(address);
  const before = descriptorCount(address.child);
  for (let at = 0; at < REQUEST.length; at += 1) {
    const { bytes } = await exchangeWith(address, REQUEST.subarray(0, at), { finish: true });
    assert.equal(bytes.length, 0);
  }
  for (let at = 0; at < REQUEST.length; at += 5) {
    const { socket } = await connectTo(address);
    socket.write(REQUEST.subarray(0, at));
    socket.resetAndDestroy?.() ?? socket.destroy();
  }
  await assertServes(address);
  await eventually(() => descriptorCount(address.child) <= before);
});

test('what is known to be wrong is rejected without waiting for the rest', LIMITS, async (t) => {
  const address = await startServer(t, { options: ['--max-content', '1000'] });
  const header = buildHeader(1001, 'x', 'x');
  const prefix = Buffer.from([header.length >> 8, header.length & 255]);
  for (const bytes of [Buffer.concat([prefix, header]), Buffer.from([0, 0]), Buffer.from([0, 1, 0x7b])]) {
    assert.equal((await exchangeWith(address, bytes)).bytes.length, 0);
  }
  const atTheLimit = buildMessage(Buffer.alloc(1000), 'x', 'x');
  assert.notEqual((await exchangeWith(address, atTheLimit)).bytes.length, 0);
});

test('bytes after the request do not cost the answer', LIMITS, async (t) => {
  const address = await startServer(t);
  for (const size of [5, 10_000, 3_000_000]) {
    const sent = Buffer.concat([REQUEST, Buffer.alloc(size, 'x')]);
    assert.deepEqual(await exchangeWith(address, sent, { finish: true }), { bytes: RESPONSE, how: 'FIN' });
  }
});

test('a connection that stays after the answer is closed', LIMITS, async (t) => {
  const address = await startServer(t);
  await assertServes(address);
  const before = descriptorCount(address.child);
  const { socket, ended } = await connectTo(address);
  socket.write(REQUEST);
  assert.equal(await ended, 'FIN');
  await eventually(() => descriptorCount(address.child) <= before);
  socket.destroy();
});

test('250 connections are served side by side', LIMITS, async (t) => {
  const address = await startServer(t);
  const all = await Promise.all(Array.from({ length: 250 }, () => connectTo(address)));
  all.forEach(({ socket }, index) => socket.write(REQUEST.subarray(0, index % REQUEST.length)));
  await assertServes(address);
  all.reverse().forEach(({ socket }, index) => socket.write(REQUEST.subarray((249 - index) % REQUEST.length)));
  for (const { socket, ended, received } of all) {
    assert.equal(await ended, 'FIN');
    assert.deepEqual(received(), RESPONSE);
    socket.destroy();
  }
});

test('a reader that never reads holds nobody up and costs nothing', LIMITS, async (t) => {
  const address = await startServer(t);
  const request = largeRequest(8_000_000);
  const never = await connectTo(address);
  never.socket.pause();
  never.socket.write(request);
  await assertServes(address);
  const slow = await exchangeWith(address, request);
  assert.deepEqual(slow.bytes, answer(new MessageReader(1 << 24).feed(request)));
  const before = processorTicks(address.child);
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  assert.ok(processorTicks(address.child) - before < 25);
  never.socket.destroy();
});

test('the idle limit counts from accept, and after that without progress', LIMITS, async (t) => {
  const address = await startServer(t, { options: ['--idle-ms', '300'] });
  const dripping = await connectTo(address);
  const timer = setInterval(() => dripping.socket.write('\0'), 100);
  dripping.socket.write(Buffer.from([255, 255]));
  await dripping.ended;
  clearInterval(timer);
  assert.equal(dripping.received().length, 0);
  const before = descriptorCount(address.child);
  const never = await connectTo(address);
  never.socket.pause();
  never.socket.write(largeRequest(16_000_000));
  await eventually(() => descriptorCount(address.child) > before);
  await eventually(() => descriptorCount(address.child) <= before);
  never.socket.destroy();
});

test('a port that is taken is a failure, and one that was used is free again', LIMITS, async (t) => {
  const first = await startServer(t);
  await assertServes(first);
  const { status, output, errors } = await runServer(first.host, first.port);
  assert.deepEqual([status, output], [1, '']);
  assert.match(errors, /in use/);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  await assertServes(await startServer(t, { port: first.port }));
});

test('IPv6 works, and signals end the server', LIMITS, async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const address = await startServer(t, { host: '::1' });
    await assertServes(address);
    address.child.kill(signal);
    assert.deepEqual(await once(address.child, 'exit'), [0, null]);
  }
});

test('a command line that cannot be understood is a failure of its own', LIMITS, async () => {
  for (const words of [[], ['127.0.0.1', 'x'], ['127.0.0.1', 0, '--what', 1]]) {
    assert.equal((await runServer(...words)).status, 2);
  }
});
