// A JHMP/1 server. It prints one line of JSON when it listens; SIGTERM and SIGINT end it with status 0 (SRV-7).
import { createServer } from 'node:net';
import { DEFAULT_MAX_CONTENT } from './jhmp/message.js';
import { parseArguments, readPort, UsageError } from './jhmp/options.js';
import { Connection } from './serving/connection.js';

const USAGE = 'usage: server.js HOST PORT [--idle-ms N] [--max-content N]';
const DEFAULTS = { '--idle-ms': 30000, '--max-content': DEFAULT_MAX_CONTENT };
const BACKLOG = 1024;
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

function complain(text) {
  process.stderr.write(`server: ${text}\n`);
}

function serve(host, port, limits) {
  let listening = false;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => new Connection(socket, limits));
  server.on('error', (problem) => {
    // Later ones come from accept, as when descriptors run out, and pass (SRV-4).
    if (listening) return;
    complain(`cannot listen on ${host} port ${port}: ${problem.message}`);
    process.exit(EXIT_FAILURE);
  });
  server.listen({ host, port, backlog: BACKLOG }, () => {
    listening = true;
    const { address, port: chosen } = server.address();
    process.stdout.write(`${JSON.stringify({ listening: { host: address, port: chosen } })}\n`);
  });
}

function main(words) {
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));
  // Whoever started the server may have stopped listening to it.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  try {
    const { positional: [host, port], options } = parseArguments(words, 2, DEFAULTS);
    serve(host, readPort(port), { idleMs: options['--idle-ms'], maxContent: options['--max-content'] });
  } catch (problem) {
    if (!(problem instanceof UsageError)) throw problem;
    complain(`${problem.message}\n${USAGE}`);
    process.exitCode = EXIT_USAGE;
  }
}

main(process.argv.slice(2));
