import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, buildRequest, shownOf, TABLE } from '../jhmp/application.js';
import { buildMessage, MessageReader } from '../jhmp/message.js';
import { Rejection } from '../jhmp/rejection.js';

const read = (bytes) => new MessageReader(1 << 24).feed(bytes);
const json = (text, encoding = 'utf-8') => read(buildMessage(Buffer.from(text), 'text/json', encoding));
const answered = (text) => JSON.parse(read(answer(json(text))).content.toString()).result;

test('searches are answered from the table or with no match', () => {
  for (const [value, result] of TABLE) assert.equal(answered(JSON.stringify({ action: 'search', value })), result);
  for (const value of ['', 'Ring', ' ring', '"\\\n', '\u2028', '__proto__', '$&', "it's"]) {
    assert.equal(answered(JSON.stringify({ action: 'search', value })), `No match for '${value}'.`);
  }
});

test('other actions are invalid', () => {
  for (const [text, shown] of [['{"action":"x"}', 'x'], ['{}', ''], ['{"action":5}', '5'], ['{"action":"Search","value":"ring"}', 'Search'],
    ['{"action":null}', 'null']]) {
    assert.equal(answered(text), `Error: invalid action '${shown}'.`);
  }
});

test('what is no object, or no JSON, is rejected', () => {
  for (const text of ['[]', '[1]', '""', '"x"', '0', '5', 'null', 'true', 'false', '', '{', '{}x', '{"a":NaN}', '{"a":Infinity}']) {
    assert.throws(() => answer(json(text)), Rejection, text);
    assert.throws(() => shownOf(json(text)), Rejection, text);
  }
  assert.throws(() => answer(json('{}', 'klingon')), { clause: 'CNT-3' });
  assert.throws(() => answer(json('{"action":"search"}')), { clause: 'APP-6' });
  assert.throws(() => shownOf(json('{}')), { clause: 'APP-11' });
});

test('opaque content is answered with its first ten bytes', () => {
  for (const content of [Buffer.alloc(0), Buffer.from([0, 255]), Buffer.from('0123456789abc')]) {
    const { header, content: shown } = read(answer(read(buildMessage(content, 'text/JSON', 'utf-8'))));
    assert.deepEqual([header.contentType, header.contentEncoding], ['binary/custom-server-binary-type', 'binary']);
    assert.deepEqual(shown, Buffer.concat([Buffer.from('First 10 bytes of request: '), content.subarray(0, 10)]));
  }
});

test('a search is asked in JSON, other actions in bytes', () => {
  const search = read(buildRequest(Buffer.from('search'), Buffer.from('🐶'), 2));
  assert.deepEqual(JSON.parse(search.content), { action: 'search', value: '🐶🐶' });
  const other = read(buildRequest(Buffer.from([255]), Buffer.from([254, 0]), 3));
  assert.equal(other.content.toString('hex'), 'fffe00fe00fe00');
  assert.equal(other.header.contentType, 'binary/custom-client-binary-type');
  assert.equal(read(buildRequest(Buffer.from(''), Buffer.from(''), 5)).content.length, 0);
  assert.throws(() => buildRequest(Buffer.from('search'), Buffer.from([255]), 1), TypeError);
});

test('a result is shown as it is, and one that is no string as it is spelled', () => {
  assert.equal(shownOf(json('{"result":"a\\u00e9\\n"}')).toString(), 'aé\n');
  assert.equal(shownOf(json('{"result":[1, 2.50]}')).toString(), '[1, 2.50]');
  assert.equal(shownOf(read(buildMessage(Buffer.from([0, 255]), 'x', ''))).toString('hex'), '00ff');
});
