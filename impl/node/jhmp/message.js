// Whole messages: put together, and cut out of a stream in pieces of any size (FRM-1 to FRM-9).
import { ByteStore } from './byte_store.js';
import { buildHeader, parseHeader } from './header.js';
import { Rejection } from './rejection.js';

/** The limit for content that is used when nobody sets another, in bytes (CNT-9). */
export const DEFAULT_MAX_CONTENT = 16 * 1024 * 1024;

const PREFIX_BYTES = 2;

/** The bytes of a message. */
export function buildMessage(content, contentType, contentEncoding) {
  const header = buildHeader(content.length, contentType, contentEncoding);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt16BE(header.length);
  return Buffer.concat([prefix, header, content]);
}

/** The bytes of a message with JSON content. */
export function buildJsonMessage(value) {
  return buildMessage(Buffer.from(JSON.stringify(value)), 'text/json', 'utf-8');
}

/** Takes the first message out of a stream. It is rejected as soon as that can be known. */
export class MessageReader {
  #maxContent;
  #store = new ByteStore(PREFIX_BYTES);
  #header = null;
  #next = (bytes) => this.#prefixIsThere(bytes);

  /** @param {number} maxContent the largest content that is taken, in bytes */
  constructor(maxContent) {
    this.#maxContent = maxContent;
  }

  /**
   * @param {Buffer} bytes the next of the stream; what lies behind the message is ignored (FRM-7, FRM-9)
   * @returns {?{header: object, content: Buffer}} the message when it is complete, and null before. The content is the
   *   caller's; the reader must not be fed again.
   * @throws {Rejection} after which the reader must not be fed again
   */
  feed(bytes) {
    let at = 0;
    for (;;) {
      at += this.#store.append(bytes, at);
      if (!this.#store.isFull) return null;
      const message = this.#next(this.#store.take());
      if (message) return message;
    }
  }

  #prefixIsThere(prefix) {
    const length = prefix.readUInt16BE();
    if (length === 0) throw new Rejection('FRM-5', 'the header is empty');
    this.#store = new ByteStore(length);
    this.#next = (bytes) => this.#headerIsThere(bytes);
    return null;
  }

  #headerIsThere(bytes) {
    this.#header = parseHeader(bytes, this.#maxContent);
    this.#store = new ByteStore(this.#header.contentLength);
    this.#next = (content) => ({ header: this.#header, content });
    return null;
  }
}
