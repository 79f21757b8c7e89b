// JHMP/1 messages: cut out of a stream, and made. Whatever is wrong with one is an Error.
const os = require('node:os');

const DEFAULT_MAX_CONTENT = 16 * 1024 * 1024;
const REQUIRED = ['byteorder', 'content-length', 'content-type', 'content-encoding'];

// A byte-order mark stays in the text, where JSON.parse refuses it; ill-formed UTF-8 is an Error.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function jsonObject(bytes) {
  const value = JSON.parse(utf8.decode(bytes));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('this is no JSON object');
  return value;
}

/** The header as an object, with everything in it that must be. */
function parseHeader(bytes, maxContent) {
  const header = jsonObject(bytes);
  for (const name of REQUIRED) {
    if (!Object.hasOwn(header, name)) throw new Error(`the header has no ${name}`);
  }
  if (!['little', 'big'].includes(header.byteorder)) throw new Error('byteorder is neither little nor big');
  for (const name of ['content-type', 'content-encoding']) {
    if (typeof header[name] !== 'string') throw new Error(`${name} is no string`);
  }
  const length = header['content-length'];
  if (!Number.isSafeInteger(length) || length < 0 || Object.is(length, -0) || length > maxContent) {
    throw new Error('content-length is no integer from 0 to the limit');
  }
  return header;
}

/** Takes the first message out of a stream. Memory grows with the bytes that came, not with those that were declared. */
class MessageReader {
  #maxContent;
  #parts = [];
  #length = 0;
  #wanted = 2;
  #headerLength = null;
  #header = null;

  constructor(maxContent = DEFAULT_MAX_CONTENT) {
    this.#maxContent = maxContent;
  }

  /** The message when it is whole, null before; later bytes are ignored. Throws when the message is wrong. */
  feed(bytes) {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    while (this.#length >= this.#wanted) {
      const message = this.#next(this.#take(this.#wanted));
      if (message) return message;
    }
    return null;
  }

  #take(count) {
    const all = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    this.#parts = [all.subarray(count)];
    this.#length = all.length - count;
    return all.subarray(0, count);
  }

  #next(bytes) {
    if (this.#headerLength === null) {
      this.#headerLength = this.#wanted = bytes.readUInt16BE();
    } else if (this.#header === null) {
      this.#header = parseHeader(bytes, this.#maxContent);
      this.#wanted = this.#header['content-length'];
    } else {
      return { header: this.#header, content: bytes };
    }
    return null;
  }
}

/** The object that the content of a text/json message is. */
function jsonContent({ header, content }) {
  // Not toLowerCase() alone: to Unicode the Kelvin sign is a k.
  if (!/^utf-8$/i.test(header['content-encoding'])) throw new Error('only utf-8 is supported');
  return jsonObject(content);
}

function buildMessage(content, contentType, contentEncoding) {
  const header = Buffer.from(JSON.stringify({
    byteorder: os.endianness() === 'LE' ? 'little' : 'big',
    'content-type': contentType,
    'content-encoding': contentEncoding,
    'content-length': content.length,
  }));
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(header.length);
  return Buffer.concat([prefix, header, content]);
}

function buildJsonMessage(value) {
  return buildMessage(Buffer.from(JSON.stringify(value)), 'text/json', 'utf-8');
}

module.exports = { MessageReader, jsonContent, buildMessage, buildJsonMessage };
