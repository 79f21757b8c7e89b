// A JHMP/1 client: one request, one response. Success is status 0 and the result on standard output; failure is another
// status and one line on standard error (CLI-1).
import { readFileSync } from 'node:fs';
import { connectTo } from './calling/connector.js';
import { exchange } from './calling/exchange.js';
import { Failure, invalidResponse } from './calling/failure.js';
import { buildRequest, shownOf } from './jhmp/application.js';
import { DEFAULT_MAX_CONTENT } from './jhmp/message.js';
import { parseArguments, readPort, UsageError } from './jhmp/options.js';
import { Rejection } from './jhmp/rejection.js';

const USAGE = 'usage: client.js HOST PORT ACTION VALUE [--connect-ms N] [--send-ms N] [--response-ms N]\n'
  + '                 [--max-content N] [--value-repeat N]';
const DEFAULTS = {
  '--connect-ms': 5000, '--send-ms': 10000, '--response-ms': 10000,
  '--max-content': DEFAULT_MAX_CONTENT, '--value-repeat': 1,
};
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

/** The arguments as the bytes that they are: process.argv has replaced those that are no UTF-8 (APP-9). */
function argumentBytes(words) {
  try {
    const all = readFileSync('/proc/self/cmdline').toString('latin1').split('\0').slice(0, -1);
    return all.slice(all.length - words.length).map((word) => Buffer.from(word, 'latin1'));
  } catch {
    return words.map((word) => Buffer.from(word));
  }
}

function readCommandLine(words) {
  const { positional: [host, port], options } = parseArguments(words, 4, DEFAULTS);
  const [, , action, value] = argumentBytes(words);
  try {
    return { host, port: readPort(port), options, request: buildRequest(action, value, options['--value-repeat']) };
  } catch (problem) {
    if (problem instanceof TypeError) throw new UsageError('the value to search is no UTF-8');
    if (problem instanceof RangeError) throw new UsageError('the value is too long');
    throw problem;
  }
}

/** The bytes to show; throws a Failure. */
async function call({ host, port, options, request }) {
  const socket = await connectTo(host, port, options['--connect-ms']);
  const limits = {
    sendMs: options['--send-ms'], responseMs: options['--response-ms'], maxContent: options['--max-content'],
  };
  const message = await exchange(socket, request, limits);
  try {
    return shownOf(message);
  } catch (problem) {
    if (problem instanceof Rejection) throw invalidResponse(problem);
    throw problem;
  }
}

function show(result) {
  return new Promise((resolve, reject) => {
    const settle = (problem) => {
      if (problem) reject(new Failure(`the result cannot be written: ${problem.code}`));
      else resolve();
    };
    process.stdout.on('error', settle);
    process.stdout.write(Buffer.concat([result, Buffer.from('\n')]), settle);
  });
}

async function main(words) {
  try {
    await show(await call(readCommandLine(words)));
    return 0;
  } catch (problem) {
    const isUsage = problem instanceof UsageError;
    if (!isUsage && !(problem instanceof Failure)) throw problem;
    process.stderr.write(`client: ${problem.message}\n${isUsage ? `${USAGE}\n` : ''}`);
    return isUsage ? EXIT_USAGE : EXIT_FAILURE;
  }
}

process.exitCode = await main(process.argv.slice(2));
