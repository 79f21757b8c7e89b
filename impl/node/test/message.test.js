import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteStore } from '../jhmp/byte_store.js';
import { buildJsonMessage, buildMessage, MessageReader } from '../jhmp/message.js';
import { Rejection } from '../jhmp/rejection.js';

const MAX_CONTENT = 1 << 20;

/** Feeds the pieces until one completes the message, and returns it with the number of pieces that it took. */
function readPieces(pieces) {
  const reader = new MessageReader(MAX_CONTENT);
  for (const [index, piece] of pieces.entries()) {
    const message = reader.feed(piece);
    if (message) return { message, count: index + 1 };
  }
  return null;
}

const bytesOf = (buffer) => Array.from({ length: buffer.length }, (_, at) => buffer.subarray(at, at + 1));

test('a message is the same in every segmentation, and complete with its last byte', () => {
  const bytes = buildMessage(Buffer.from('abc'), 'x/y', 'binary');
  for (let at = 0; at <= bytes.length; at += 1) {
    const { message } = readPieces([bytes.subarray(0, at), bytes.subarray(at), Buffer.from('more')]);
    assert.equal(message.content.toString(), 'abc');
    assert.equal(message.header.contentType, 'x/y');
  }
  assert.equal(readPieces(bytesOf(bytes)).count, bytes.length);
  assert.equal(readPieces(bytesOf(bytes.subarray(0, -1))), null);
});

test('content may be empty and may have every byte', () => {
  assert.equal(readPieces([buildMessage(Buffer.alloc(0), '', '')]).message.content.length, 0);
  const content = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 256));
  const bytes = buildMessage(content, 'x', 'x');
  assert.deepEqual(readPieces([bytes.subarray(0, 50), bytes.subarray(50, 5000), bytes.subarray(5000)]).message.content, content);
});

test('what cannot become a message is rejected at once', () => {
  const rows = ['\0\0', '\0\x01{', '\0\x02{}'];
  for (const row of rows) assert.throws(() => readPieces(bytesOf(Buffer.from(row, 'latin1'))), Rejection);
  const tooLong = buildMessage(Buffer.alloc(MAX_CONTENT + 1), 'x', 'x');
  assert.throws(() => readPieces([tooLong.subarray(0, tooLong.length - MAX_CONTENT - 1)]), { clause: 'HDR-9' });
});

test('a header may have 65,535 bytes', () => {
  const encoding = 'x'.repeat(65_535 - (buildMessage(Buffer.alloc(0), '', '').length - 2));
  const bytes = buildMessage(Buffer.alloc(0), '', encoding);
  assert.equal(bytes.readUInt16BE(), 65_535);
  assert.equal(readPieces([bytes]).message.header.contentEncoding, encoding);
});

test('memory grows with the bytes that came, not with those that are wanted', () => {
  const store = new ByteStore(1 << 30);
  assert.ok(store.take().buffer.byteLength <= 64 * 1024);
  store.append(Buffer.alloc(10_000), 0);
  assert.ok(store.take().buffer.byteLength <= 64 * 1024);
  assert.equal(store.isFull, false);
});

test('JSON messages say so', () => {
  const { header, content } = readPieces([buildJsonMessage({ a: '🐶' })]).message;
  assert.deepEqual([header.contentType, header.contentEncoding], ['text/json', 'utf-8']);
  assert.equal(content.toString(), '{"a":"🐶"}');
});
