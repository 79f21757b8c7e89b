// From a host and a port to a connected socket.
import { execFile } from 'node:child_process';
import { connect, isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import { closedOrReset, connectTimedOut, refused, unreachable, unresolvable } from './failure.js';

const LOOK_UP = fileURLToPath(new URL('look_up.js', import.meta.url));

/** RFC 6761: a name in .invalid has no address, and nobody needs to be asked. */
const hasNoAddress = (host) => host === '' || /(?:^|\.)invalid\.?$/i.test(host);

/** The addresses of `host`, in the order in which to try them; a Failure if there are none within the limit. */
async function addressesOf(host, limitMs) {
  if (isIP(host)) return [host];
  if (hasNoAddress(host)) throw unresolvable(host);
  const options = { timeout: limitMs, killSignal: 'SIGKILL' };
  const printed = await new Promise((resolve, reject) => {
    execFile(process.execPath, [LOOK_UP, host], options, (problem, output) => {
      if (problem) reject(unresolvable(host));
      else resolve(output);
    });
  });
  const addresses = printed.split('\n').filter(isIP);
  if (addresses.length === 0) throw unresolvable(host);
  return addresses;
}

function failureOf({ code }) {
  if (code === 'ECONNREFUSED') return refused();
  if (code === 'ETIMEDOUT') return connectTimedOut();
  if (code === 'ECONNRESET' || code === 'EPIPE') return closedOrReset();
  return unreachable(code);
}

/** A port of its own choice can be the one that is asked for: then the socket is connected to itself. */
const isItself = (socket) => socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;

/** A socket connected to one address, with nothing read yet; a Failure if that does not come about within the limit. */
function attempt(host, port, limitMs) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const giveUp = (failure) => {
      clearTimeout(timer);
      socket.destroy();
      reject(failure);
    };
    const onError = (problem) => giveUp(failureOf(problem));
    const timer = setTimeout(() => giveUp(connectTimedOut()), limitMs);
    socket.once('error', onError);
    socket.once('connect', () => {
      if (isItself(socket)) {
        giveUp(refused());
        return;
      }
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(socket);
    });
  });
}

/**
 * Connects to the first address of the host that answers (CLI-7), within one limit for all of them (CLI-4). Each gets its
 * share of the time that is left, so that a silent one does not use up the time of those after it.
 *
 * @returns {Promise<import('node:net').Socket>} which the caller destroys
 * @throws {Failure} that of the last address
 */
export async function connectTo(host, port, limitMs) {
  const deadline = performance.now() + limitMs;
  const addresses = await addressesOf(host, limitMs);
  for (const [tried, address] of addresses.entries()) {
    const share = Math.max(0, deadline - performance.now()) / (addresses.length - tried);
    try {
      return await attempt(address, port, share);
    } catch (failure) {
      if (tried === addresses.length - 1) throw failure;
    }
  }
  throw unresolvable(host);
}
