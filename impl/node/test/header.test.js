import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildHeader, parseHeader } from '../jhmp/header.js';

const MAX_CONTENT = 1000;

function headerWith(changes) {
  const texts = {
    byteorder: '"little"', 'content-length': '41', 'content-type': '"text/json"', 'content-encoding': '"utf-8"', ...changes,
  };
  const members = Object.entries(texts).filter(([, text]) => text !== undefined);
  return Buffer.from(`{${members.map(([name, text]) => `"${name}":${text}`).join(',')}}`);
}

const parse = (changes) => parseHeader(headerWith(changes), MAX_CONTENT);

test('a header says what it says', () => {
  const expected = { byteorder: 'little', contentLength: 41, contentType: 'text/json', contentEncoding: 'utf-8' };
  assert.deepEqual(parse({}), expected);
  assert.deepEqual(parse({ more: '{"content-length":[1,2]}' }), expected);
  assert.deepEqual(parse({ 'content-length': undefined, '\\u0063ontent-length': '41' }), expected);
});

test('content-length is a plain integer up to the limit', () => {
  assert.equal(parse({ 'content-length': '0' }).contentLength, 0);
  assert.equal(parse({ 'content-length': '1000' }).contentLength, 1000);
  for (const text of ['-1', '10.5', '41.0', '4.1e1', '-0', '41e0', '"41"', 'true', 'null', '[41]', '{}']) {
    assert.throws(() => parse({ 'content-length': text }), { clause: 'HDR-7' }, text);
  }
  for (const text of ['1001', '9007199254740993', '9'.repeat(400)]) {
    assert.throws(() => parse({ 'content-length': text }), { clause: 'HDR-9' }, text);
  }
  for (const text of ['NaN', 'Infinity', '041', '+41', '0x29', '4_1']) {
    assert.throws(() => parse({ 'content-length': text }), { clause: 'HDR-2' }, text);
  }
});

test('every required member is there once, with its type', () => {
  for (const name of ['byteorder', 'content-length', 'content-type', 'content-encoding']) {
    assert.throws(() => parse({ [name]: undefined }), { clause: 'HDR-3' }, name);
    assert.throws(() => parse({ [name]: undefined, [name.toUpperCase()]: '"x"' }), { clause: 'HDR-3' }, name);
    assert.throws(() => parse({ [`\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`]: '1' }),
      { clause: 'HDR-2' }, name);
  }
  for (const text of ['"Little"', '""', '1', 'null', '["big"]']) {
    assert.throws(() => parse({ byteorder: text }), { clause: 'HDR-11' }, text);
  }
  for (const name of ['content-type', 'content-encoding']) {
    assert.throws(() => parse({ [name]: '1' }), { clause: 'HDR-12' }, name);
  }
});

test('what we write is what we read', () => {
  const parsed = parseHeader(buildHeader(7, 'a/"b"', 'é'), MAX_CONTENT);
  assert.equal(parsed.contentLength, 7);
  assert.equal(parsed.contentType, 'a/"b"');
  assert.equal(parsed.contentEncoding, 'é');
});
