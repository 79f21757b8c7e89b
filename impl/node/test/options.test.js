import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments, readPort, UsageError } from '../jhmp/options.js';

test('positional arguments may look like options', () => {
  assert.deepEqual(parseArguments(['--n', '--n', '5'], 1, { '--n': 1 }), { positional: ['--n'], options: { '--n': 5 } });
  assert.deepEqual(parseArguments(['', '--n=7'], 1, { '--n': 1 }).options, { '--n': 7 });
});

test('what cannot be understood is an error', () => {
  for (const words of [[], ['a', '--n'], ['a', '--n', '-1'], ['a', '--n', '1.5'], ['a', '--m', '1'], ['a', 'b'], ['a', '--toString', '1']]) {
    assert.throws(() => parseArguments(words, 1, { '--n': 1 }), UsageError, words.join(' '));
  }
  for (const text of ['', 'x', '65536', '-1', '1e3', ' 1']) assert.throws(() => readPort(text), UsageError, text);
  assert.equal(readPort('65535'), 65535);
});
