// One connection of the server, from its accept to its close.
import { answer } from '../jhmp/application.js';
import { MessageReader } from '../jhmp/message.js';
import { Rejection } from '../jhmp/rejection.js';

/** A response goes out in pieces of this size, since a piece that is gone is the only sign of progress that there is. */
const PIECE_BYTES = 16 * 1024;

/** After the response, a peer that sends nothing for so long is not waited for any more (FRM-8). */
const LINGER_MS = 400;

/** Serves one socket that was accepted with allowHalfOpen. Whatever happens to it stays its own affair (SRV-1, CON-5). */
export class Connection {
  #socket;
  #reader;
  #idleMs;
  #timer;
  #response = null;
  #lingerUntil = Infinity;

  /**
   * @param {import('node:net').Socket} socket which the connection closes
   * @param {{idleMs: number, maxContent: number}} limits
   */
  constructor(socket, { idleMs, maxContent }) {
    this.#socket = socket;
    this.#reader = new MessageReader(maxContent);
    this.#idleMs = idleMs;
    // CON-7: this one is in total, from accept to the last byte of the request.
    this.#setTimer(idleMs);
    socket.on('data', (bytes) => this.#received(bytes));
    socket.on('end', () => this.#peerFinished());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#closed());
  }

  #setTimer(limitMs) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.destroy(), limitMs);
  }

  #received(bytes) {
    if (this.#reader) {
      this.#readRequest(bytes);
    } else if (this.#lingerUntil <= performance.now()) {
      this.#socket.destroy();
    } else if (!this.#response) {
      this.#timer.refresh();
    }
  }

  #readRequest(bytes) {
    try {
      const message = this.#reader.feed(bytes);
      if (!message) return;
      this.#response = answer(message);
    } catch (problem) {
      if (!(problem instanceof Rejection)) console.error(`server: internal error: ${problem?.stack}`);
      this.#socket.destroy();
      return;
    }
    this.#reader = null;
    this.#sendPiece();
  }

  #sendPiece() {
    this.#setTimer(this.#idleMs);
    const piece = this.#response.subarray(0, PIECE_BYTES);
    this.#response = this.#response.subarray(piece.length);
    this.#socket.write(piece, (problem) => {
      if (problem) return;
      if (this.#response.length > 0) this.#sendPiece();
      else this.#linger();
    });
  }

  /** Half-closes, and drops what still comes, so that the close is no reset that could cost the peer its answer (FRM-8). */
  #linger() {
    this.#response = null;
    this.#lingerUntil = performance.now() + this.#idleMs;
    this.#setTimer(LINGER_MS);
    this.#socket.end();
  }

  #peerFinished() {
    // Nothing is lost when the request is there (CON-3); else the message counts for nothing (FRM-4).
    if (this.#reader) this.#socket.destroy();
  }

  #closed() {
    clearTimeout(this.#timer);
    this.#reader = null;
    this.#response = null;
  }
}
