// A JHMP/1 client: node client.js HOST PORT ACTION VALUE CONNECT_MS SEND_MS RESPONSE_MS
// Success is status 0 and the result on standard output; every failure is status 1 and a message.
const dns = require('node:dns');
const net = require('node:net');
const { MessageReader, jsonContent, buildMessage, buildJsonMessage } = require('./jhmp.js');

// A piece that is gone is the only sign of progress that there is while the request is sent.
const PIECE_BYTES = 16 * 1024;
const CLOSED = 'the connection was closed or reset before the response was complete';

/** The bytes of a request; a search goes as JSON, everything else as it is. */
function buildRequest(action, value) {
  if (action === 'search') return buildJsonMessage({ action, value });
  return buildMessage(Buffer.from(action + value), 'binary/custom-client-binary-type', 'binary');
}

/** What the user sees of a response. */
function shown(message) {
  if (message.header['content-type'] !== 'text/json') return message.content;
  const { result } = jsonContent(message);
  if (result === undefined) throw new Error('the response has no result');
  return typeof result === 'string' ? result : JSON.stringify(result);
}

/** A socket that is connected to one address, within the limit. */
function connectTo(host, port, limitMs) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    const giveUp = (problem) => {
      clearTimeout(timer);
      socket.destroy();
      reject(problem);
    };
    const timer = setTimeout(() => giveUp(new Error('connecting took too long')), limitMs);
    socket.once('error', giveUp);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', giveUp);
      resolve(socket);
    });
  });
}

/** Tries one address of the host after the other; the limit is for all of them. */
async function connect(host, port, limitMs) {
  const deadline = performance.now() + limitMs;
  const addresses = await dns.promises.lookup(host, { all: true, verbatim: true });
  for (const [tried, { address }] of addresses.entries()) {
    try {
      return await connectTo(address, port, (deadline - performance.now()) / (addresses.length - tried));
    } catch (problem) {
      if (tried === addresses.length - 1) throw problem;
    }
  }
  throw new Error(`${host} has no address`);
}

/** Sends the request and reads the response, each with a limit. */
function exchange(socket, request, sendMs, responseMs) {
  return new Promise((resolve, reject) => {
    const reader = new MessageReader();
    let timer;
    const limit = (limitMs, text) => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(new Error(text)), limitMs);
    };
    const send = (bytes) => {
      if (bytes.length === 0) {
        limit(responseMs, 'no complete response in time');
        return;
      }
      limit(sendMs, 'sending made no progress in time');
      socket.write(bytes.subarray(0, PIECE_BYTES), (problem) => {
        if (!problem) send(bytes.subarray(PIECE_BYTES));
      });
    };
    socket.on('data', (bytes) => {
      try {
        const message = reader.feed(bytes);
        if (message) resolve(message);
      } catch (problem) {
        reject(new Error(`the response is wrong: ${problem.message}`));
      }
    });
    socket.on('error', () => reject(new Error(CLOSED)));
    socket.on('end', () => reject(new Error(CLOSED)));
    send(request);
  });
}

async function main([host, port, action, value, connectMs, sendMs, responseMs]) {
  try {
    const socket = await connect(host, Number(port), Number(connectMs));
    const message = await exchange(socket, buildRequest(action, value), Number(sendMs), Number(responseMs));
    socket.destroy();
    const result = Buffer.from(shown(message));
    process.stdout.write(Buffer.concat([result, Buffer.from('\n')]), () => process.exit(0));
  } catch (problem) {
    process.stderr.write(`client: ${problem.message}\n`, () => process.exit(1));
  }
}

main(process.argv.slice(2));
