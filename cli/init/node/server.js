// A JHMP/1 server: node server.js HOST PORT IDLE_MS MAX_CONTENT
// Replace `answer` with what your server is for.
const net = require('node:net');
const { MessageReader, jsonContent, buildMessage, buildJsonMessage } = require('./jhmp.js');

const BACKLOG = 1024;
// A piece that is gone is the only sign of progress that there is while an answer is sent.
const PIECE_BYTES = 16 * 1024;
// After the answer, bytes are dropped for this long, or the close could be a reset that costs the peer its answer.
const DRAIN_MS = 400;

const TABLE = new Map([
  ['morpheus', 'Follow the white rabbit. 🐰'],
  ['ring', 'In the caves beneath the Misty Mountains. 💍'],
  ['🐶', '🐾 Playing ball! 🏐'],
]);

/** The bytes that answer a request; an Error closes the connection without an answer. */
function answer(message) {
  if (message.header['content-type'] !== 'text/json') {
    const start = Buffer.from('First 10 bytes of request: ');
    return buildMessage(Buffer.concat([start, message.content.subarray(0, 10)]), 'binary/custom-server-binary-type', 'binary');
  }
  const request = jsonContent(message);
  if (request.action !== 'search') {
    const action = typeof request.action === 'string' ? request.action : JSON.stringify(request.action);
    return buildJsonMessage({ result: `Error: invalid action '${action}'.` });
  }
  if (typeof request.value !== 'string') throw new Error('the value to search is no string');
  return buildJsonMessage({ result: TABLE.get(request.value) ?? `No match for '${request.value}'.` });
}

/** One request and its answer. Whatever goes wrong ends this connection and nothing else. */
function serve(socket, idleMs, maxContent) {
  let reader = new MessageReader(maxContent);
  let timer;
  const limit = (limitMs) => {
    clearTimeout(timer);
    timer = setTimeout(() => socket.destroy(), limitMs);
  };
  const send = (bytes) => {
    if (bytes.length === 0) {
      limit(DRAIN_MS);
      socket.end();
      return;
    }
    limit(idleMs);
    socket.write(bytes.subarray(0, PIECE_BYTES), (problem) => {
      if (!problem) send(bytes.subarray(PIECE_BYTES));
    });
  };
  limit(idleMs);
  socket.on('data', (bytes) => {
    if (!reader) return;
    try {
      const message = reader.feed(bytes);
      if (!message) return;
      reader = null;
      send(answer(message));
    } catch {
      socket.destroy();
    }
  });
  socket.on('end', () => {
    if (reader) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearTimeout(timer));
}

const [host, port, idleMs, maxContent] = process.argv.slice(2);
const server = net.createServer({ allowHalfOpen: true }, (socket) => serve(socket, Number(idleMs), Number(maxContent)));
server.on('error', (problem) => {
  // Errors of accept, as when descriptors run out, pass; this one does not.
  if (server.listening) return;
  console.error(`server: cannot listen on ${host} port ${port}: ${problem.message}`);
  process.exit(1);
});
server.listen({ host, port: Number(port), backlog: BACKLOG });
