// Starts the two programs for the tests, and plays peers for them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../server.js', import.meta.url));
const CLIENT = fileURLToPath(new URL('../client.js', import.meta.url));

/** How long a test waits for what must come, in milliseconds. */
const PATIENCE_MS = 20_000;

async function collected(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Runs a program to its end and returns its status and what it wrote. */
async function run(file, words) {
  const child = spawn(process.execPath, [file, ...words], { stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS });
  const [output, errors, [status]] = await Promise.all([collected(child.stdout), collected(child.stderr), once(child, 'close')]);
  return { status, output: output.toString(), errors: errors.toString(), bytes: output };
}

export const runClient = (...words) => run(CLIENT, words.map(String));
export const runServer = (...words) => run(SERVER, words.map(String));

/** Starts the server on a free port; the test's end kills it. */
export async function startServer(test, { host = '127.0.0.1', port = 0, options = [] } = {}) {
  const child = spawn(process.execPath, [SERVER, host, String(port), ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  test.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data');
  return { child, ...JSON.parse(line).listening };
}

/** A connection to the server, with all that came from it so far, and how it ended. */
export async function connectTo({ host, port }) {
  const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
  const received = [];
  socket.on('data', (bytes) => received.push(bytes));
  const ended = new Promise((resolve) => {
    socket.on('end', () => resolve('FIN'));
    socket.on('error', (problem) => resolve(problem.code));
  });
  await once(socket, 'connect');
  return { socket, ended, received: () => Buffer.concat(received) };
}

/** Sends the bytes and returns what came until the server ended the connection. */
export async function exchangeWith(address, bytes, { finish = false } = {}) {
  const { socket, ended, received } = await connectTo(address);
  if (finish) socket.end(bytes);
  else socket.write(bytes);
  const how = await ended;
  socket.destroy();
  return { bytes: received(), how };
}

/** Listens, and gives each connection to `script`; the test's end closes everything. */
export async function scriptedServer(test, script, host = '127.0.0.1') {
  const sockets = new Set();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    script(socket);
  });
  test.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen({ host, port: 0 });
  await once(server, 'listening');
  return server.address().port;
}

export const descriptorCount = (child) => readdirSync(`/proc/${child.pid}/fd`).length;

/** The processor time that a process has used, in clock ticks. */
export function processorTicks(child) {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Waits until the condition holds; the test's own time limit ends a wait that is in vain. */
export async function eventually(condition) {
  while (!condition()) await new Promise((resolve) => { setTimeout(resolve, 10); });
}
