// The text encodings of JSON content (CNT-2 to CNT-5, CNT-10). A closed table: what TextDecoder knows besides has surprises,
// as its `latin1`, which is windows-1252.
import { Rejection } from './rejection.js';

const LARGEST_CODE_POINT = 0x10ffff;

// A mark at the start stays in the text, where JSON has no place for it: that is a rejection, which CNT-13 allows.
const unicode = (label) => (bytes) => new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);

function ascii(bytes) {
  if (bytes.some((byte) => byte > 0x7f)) throw new TypeError('a byte is above 7f');
  return bytes.latin1Slice();
}

function utf32(readCodePoint) {
  return (bytes) => {
    if (bytes.length % 4 !== 0) throw new TypeError('a code point is cut short');
    const units = Buffer.alloc(bytes.length);
    let end = 0;
    for (let at = 0; at < bytes.length; at += 4) {
      const point = readCodePoint(bytes, at);
      if (point > LARGEST_CODE_POINT || (point >= 0xd800 && point <= 0xdfff)) throw new TypeError('no code point');
      end = point > 0xffff
        ? units.writeUInt16LE(0xdc00 + ((point - 0x10000) & 0x3ff), units.writeUInt16LE(0xd800 + ((point - 0x10000) >> 10), end))
        : units.writeUInt16LE(point, end);
    }
    return units.toString('utf16le', 0, end);
  };
}

const utf8 = unicode('utf-8');
const utf16le = unicode('utf-16le');
const utf16be = unicode('utf-16be');
const utf32le = utf32((bytes, at) => bytes.readUInt32LE(at));
const utf32be = utf32((bytes, at) => bytes.readUInt32BE(at));
const latin1 = (bytes) => bytes.latin1Slice();

const DECODERS = new Map(Object.entries({
  'utf-8': utf8, utf8,
  'utf-16-le': utf16le, 'utf-16le': utf16le, 'utf-16-be': utf16be, 'utf-16be': utf16be,
  'utf-32-le': utf32le, 'utf-32le': utf32le, 'utf-32-be': utf32be, 'utf-32be': utf32be,
  'latin-1': latin1, latin1, 'iso-8859-1': latin1,
  ascii, 'us-ascii': ascii,
}));

// Encodings whose order a mark names, or else the header (CNT-5).
const MARKED = new Map([
  ['utf-16', { little: [utf16le, Buffer.from('fffe', 'hex')], big: [utf16be, Buffer.from('feff', 'hex')] }],
  ['utf-32', { little: [utf32le, Buffer.from('fffe0000', 'hex')], big: [utf32be, Buffer.from('0000feff', 'hex')] }],
]);

/** Only A to Z have a lower case here: to Unicode the Kelvin sign is a k. */
const lowerCase = (name) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function choose(bytes, name, byteorder) {
  const orders = MARKED.get(name);
  if (!orders) return [DECODERS.get(name), bytes];
  for (const [decoder, mark] of Object.values(orders)) {
    if (bytes.subarray(0, mark.length).equals(mark)) return [decoder, bytes.subarray(mark.length)];
  }
  return [orders[byteorder][0], bytes];
}

/** The text of a header; ill-formed UTF-8 is rejected (HDR-1). */
export function decodeHeader(bytes) {
  try {
    return utf8(bytes);
  } catch {
    throw new Rejection('HDR-1', 'the header is no UTF-8');
  }
}

/**
 * @param {Buffer} bytes JSON content
 * @param {string} encoding its `content-encoding`
 * @param {'little'|'big'} byteorder of the message's header
 * @returns {string} the text, without lone surrogates
 * @throws {Rejection} if the encoding is not supported, or the bytes are ill-formed in it
 */
export function decodeContent(bytes, encoding, byteorder) {
  const [decoder, rest] = choose(bytes, lowerCase(encoding), byteorder);
  if (!decoder) throw new Rejection('CNT-3', 'the content encoding is not supported');
  try {
    return decoder(rest);
  } catch {
    throw new Rejection('CNT-6', 'the content is ill-formed in its encoding');
  }
}
