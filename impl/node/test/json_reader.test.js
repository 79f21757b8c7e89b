import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEEPEST_NESTING, InvalidJson, readObject } from '../jhmp/json_reader.js';

const WANTED = new Set(['a', '__proto__']);
const read = (text) => readObject(text, WANTED);

const nested = (levels) => `{"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

test('a member is found with its kind, its spelling and the value of a string', () => {
  const rows = [
    ['"x"', { kind: 'string', value: 'x', text: '"x"' }],
    ['"\\u0078\\ud83d\\udc36\\n"', { kind: 'string', value: 'x🐶\n', text: '"\\u0078\\ud83d\\udc36\\n"' }],
    ['41.0', { kind: 'number', text: '41.0' }],
    ['-0', { kind: 'number', text: '-0' }],
    ['1E+400', { kind: 'number', text: '1E+400' }],
    ['null', { kind: 'literal', text: 'null' }],
    ['[1, {"a": 2}]', { kind: 'array', text: '[1, {"a": 2}]' }],
    ['{"a":1,"a":2}', { kind: 'object', text: '{"a":1,"a":2}' }],
  ];
  for (const [text, member] of rows) {
    for (const whole of [`{"a":${text}}`, ` {\t"b" : [ ] ,"\\u0061"\r:\n${text} } `]) {
      assert.deepEqual(read(whole), new Map([['a', member]]), whole);
    }
  }
});

test('names that mean something to JavaScript are names like others', () => {
  assert.equal(read('{"__proto__":"x"}').get('__proto__').value, 'x');
  assert.equal(read('{"constructor":1,"toString":2}').size, 0);
});

test('a wanted name may occur once, others as often as they like', () => {
  assert.equal(read('{"b":1,"b":2,"a":3}').size, 1);
  assert.throws(() => read('{"a":1,"a":1}'), InvalidJson);
  assert.throws(() => read('{"a":1,"\\u0061":1}'), InvalidJson);
});

test('what RFC 8259 does not have is an error', () => {
  const values = [
    '', 'NaN', 'Infinity', '-Infinity', '-', '+1', '01', '.5', '1.', '1e', '1e+', '0x1', '1_0', 'nul', 'nulll', 'True', "'x'",
    '"', '"\n"', '"\0"', '"\\x"', '"\\u00g0"', '"\\u 123"', '"\\u12"', '"\\ud800"', '"\\udc00"', '"\\ud800\\u0041"', '[', '[1',
    '[1,]', '[,1]', '[1 2]', '{', '{"b"}', '{"b":}', '{"b":1,}', '{b:1}', '[}', '{"b":1]', '/**/1', '1 1',
  ];
  for (const text of [...values.map((value) => `{"a":${value}}`), '', ' ', '[]', '1', '"a"', '{}{}', '{}\0', '\ufeff{}',
    '{} x', '{,}', '{"a"', '{"a":1', '\u00a0{}']) {
    assert.throws(() => read(text), InvalidJson, JSON.stringify(text));
  }
});

test('JSON.parse agrees on every text that differs from a good one in one character', () => {
  const good = '{"a":[1.5e2,-0,"\\u0041\\/",true,null,{"b":""}]}';
  const characters = [...'{}[]",:\\/ 0123e+-.tnux\t\n\0'];
  for (let at = 0; at <= good.length; at += 1) {
    for (const character of ['', ...characters]) {
      for (const text of [good.slice(0, at) + character + good.slice(at), good.slice(0, at) + character + good.slice(at + 1)]) {
        let expected = true;
        try {
          const parsed = JSON.parse(text);
          expected = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        } catch {
          expected = false;
        }
        let accepted = true;
        try {
          read(text);
        } catch (problem) {
          assert.ok(problem instanceof InvalidJson, text);
          accepted = false;
        }
        assert.equal(accepted, expected, text);
      }
    }
  }
});

test('nesting is followed to the limit and no deeper, and numbers to any length', () => {
  assert.ok(DEEPEST_NESTING >= 33);
  read(nested(DEEPEST_NESTING));
  assert.throws(() => read(nested(DEEPEST_NESTING + 1)), InvalidJson);
  assert.throws(() => read('{"x":'.repeat(1_000_000)), InvalidJson);
  assert.equal(read(`{"a":${'9'.repeat(1_000_000)}}`).get('a').text.length, 1_000_000);
});
