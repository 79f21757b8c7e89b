// One request and its response over a connected socket.
import { MessageReader } from '../jhmp/message.js';
import { closedOrReset, invalidResponse, responseTimedOut, sendTimedOut } from './failure.js';

/** The request goes out in pieces of this size, since a piece that is gone is the only sign of progress that there is. */
const PIECE_BYTES = 16 * 1024;

/**
 * Sends a request and reads the response at the same time, so that neither can block the other. A complete response counts,
 * whatever becomes of the connection then (CLI-9), even if the request was not sent in full (CLI-11). While the request is
 * sent, its limit starts again with every piece; the response has one limit in total, from the end of the request (CLI-4).
 *
 * @param {import('node:net').Socket} socket
 * @param {Buffer} request
 * @param {{sendMs: number, responseMs: number, maxContent: number}} limits
 * @returns {Promise<{header: object, content: Buffer}>} the response
 * @throws {Failure}
 */
export function exchange(socket, request, { sendMs, responseMs, maxContent }) {
  return new Promise((resolve, reject) => {
    const reader = new MessageReader(maxContent);
    let timer;

    const end = (settle, outcome) => {
      clearTimeout(timer);
      socket.removeAllListeners('data');
      socket.destroy();
      settle(outcome);
    };
    const limit = (limitMs, failure) => {
      clearTimeout(timer);
      timer = setTimeout(() => end(reject, failure()), limitMs);
    };
    const sendFrom = (start) => {
      if (start >= request.length) {
        limit(responseMs, responseTimedOut);
        return;
      }
      limit(sendMs, sendTimedOut);
      socket.write(request.subarray(start, start + PIECE_BYTES), (problem) => {
        if (!problem && !socket.destroyed) sendFrom(start + PIECE_BYTES);
      });
    };

    socket.on('data', (bytes) => {
      try {
        const message = reader.feed(bytes);
        if (message) end(resolve, message);
      } catch (problem) {
        end(reject, invalidResponse(problem));
      }
    });
    socket.on('error', () => end(reject, closedOrReset()));
    socket.on('end', () => end(reject, closedOrReset()));
    sendFrom(0);
  });
}
