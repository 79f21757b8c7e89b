import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { buildJsonMessage, buildMessage, MessageReader } from '../jhmp/message.js';
import { runClient, scriptedServer } from './program_support.js';

const LIMITS = { timeout: 60_000 };
const RESPONSE = buildJsonMessage({ result: 'yes' });
const QUICK = ['--connect-ms', '300', '--send-ms', '300', '--response-ms', '300'];

/** A script that reads one request, hands it to `then` and writes the pieces. */
const respond = (pieces, then = () => {}) => (socket) => {
  const reader = new MessageReader(1 << 24);
  let message = null;
  socket.on('data', (bytes) => {
    if (message) return;
    message = reader.feed(bytes);
    if (!message) return;
    for (const piece of pieces) socket.write(piece);
    then(socket, message);
  });
};

const finish = (socket) => socket.end();

/** Runs the client against one script and returns its outcome. */
async function outcome(t, script, ...words) {
  const port = await scriptedServer(t, script);
  return runClient('127.0.0.1', port, ...(words.length > 0 ? words : ['search', 'ring', ...QUICK]));
}

function assertFailure({ status, output, errors }) {
  assert.deepEqual([status, output], [1, '']);
  assert.match(errors, /^client: [^\n]*\n$/);
}

test('the result is shown, whatever comes after it', LIMITS, async (t) => {
  for (const [pieces, then] of [
    [Array.from(RESPONSE, (byte) => Buffer.from([byte]))], [[RESPONSE, Buffer.alloc(5000)], finish], [[RESPONSE]],
  ]) {
    const { status, output, errors } = await outcome(t, respond(pieces, then));
    assert.deepEqual([status, output, errors], [0, 'yes\n', '']);
  }
});

test('opaque bytes are shown as they are', LIMITS, async (t) => {
  const content = Buffer.from(Array.from({ length: 2_000_000 }, (_, at) => at % 256));
  const { status, bytes } = await outcome(t, respond([buildMessage(content, 'x', '')]));
  assert.equal(status, 0);
  assert.deepEqual(bytes, Buffer.concat([content, Buffer.from('\n')]));
});

test('a request that is larger than the buffers arrives whole', LIMITS, async (t) => {
  let length = 0;
  const script = respond([RESPONSE], (socket, message) => { length = message.content.length; });
  const { status } = await outcome(t, script, 'do', 'x', '--value-repeat', '9000000');
  assert.deepEqual([status, length], [0, 9_000_002]);
});

test('a name is connected to', LIMITS, async (t) => {
  const port = await scriptedServer(t, respond([RESPONSE]));
  assert.equal((await runClient('localhost', port, 'search', 'ring')).output, 'yes\n');
});

test('what is no response is a failure', LIMITS, async (t) => {
  for (const bytes of [Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), Buffer.from([0, 0]), buildMessage(Buffer.from('[]'), 'text/json', 'utf-8'),
    buildJsonMessage({}), buildMessage(Buffer.alloc(0), 'text/json', 'utf-8'), RESPONSE.subarray(0, -1), Buffer.alloc(0)]) {
    assertFailure(await outcome(t, respond([bytes], finish)));
  }
});

test('a server that closes, resets or does not read is a failure', LIMITS, async (t) => {
  const large = ['do', 'x', '--value-repeat', '9000000', ...QUICK];
  assertFailure(await outcome(t, (socket) => socket.destroy(), ...large));
  assertFailure(await outcome(t, (socket) => socket.once('data', () => socket.resetAndDestroy?.() ?? socket.destroy()), ...large));
  const stuck = await outcome(t, (socket) => socket.pause(), ...large);
  assertFailure(stuck);
  assert.match(stuck.errors, /no progress/);
});

test('the limit for the response is a total', LIMITS, async (t) => {
  const script = respond([], (socket) => {
    let sent = 0;
    const timer = setInterval(() => {
      if (sent === RESPONSE.length || socket.destroyed) clearInterval(timer);
      else socket.write(RESPONSE.subarray(sent, ++sent));
    }, 50);
  });
  const { errors } = await outcome(t, script);
  assert.match(errors, /in time/);
});

/** What CLI-3 leaves of an output: its patterns are PCRE2, whose (?m) and (?i) are flags here. */
function withoutDetails(text) {
  const protocol = readFileSync(new URL('../../PROTOCOL.md', import.meta.url), 'utf8');
  const section = protocol.split('\n## CLI-3: what is removed\n')[1].split('\n## ')[0];
  const patterns = [...section.matchAll(/^\| [^|]* \| `(.*)` \|$/gm)].map(([, pattern]) => pattern);
  assert.ok(patterns.length > 10);
  return patterns.reduce((rest, pattern) => {
    const flags = `g${pattern.startsWith('(?m)') ? 'm' : ''}${/\(\?i[):]/.test(pattern) ? 'i' : ''}`;
    const source = pattern.replace(/^\(\?[mi]\)/, '').replaceAll('(?i:', '(?:');
    return rest.replace(new RegExp(source, flags), '');
  }, text);
}

test('five causes of failure are told apart', LIMITS, async (t) => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address();
  closed.close();
  await once(closed, 'close');
  const outcomes = [
    await runClient('127.0.0.1', port, 'search', 'ring'),
    await runClient('255.255.255.255', 80, 'search', 'ring'),
    await runClient('no-such-name.invalid', 80, 'search', 'ring'),
    await outcome(t, () => {}),
    await outcome(t, respond([Buffer.from([0])], finish)),
  ];
  outcomes.forEach(assertFailure);
  const causes = outcomes.map(({ errors }) => withoutDetails(errors));
  assert.equal(new Set(causes).size, outcomes.length, causes.join('\n'));
});

test('a command line that cannot be understood is a failure of its own', LIMITS, async () => {
  assert.equal((await runClient('127.0.0.1', 'x', 'a', 'b')).status, 2);
  assert.equal((await runClient('127.0.0.1', 1, 'a')).status, 2);
  assert.equal((await runClient('127.0.0.1', 1, 'a', 'b', '--what=1')).status, 2);
});
