// The header of a message: what it must say (HDR-2 to HDR-16), and how ours is written.
import { endianness } from 'node:os';
import { decodeHeader } from './charset.js';
import { InvalidJson, readObject } from './json_reader.js';
import { Rejection } from './rejection.js';

const REQUIRED = new Set(['byteorder', 'content-length', 'content-type', 'content-encoding']);

const PLAIN_INTEGER = /^(?:0|[1-9][0-9]*)$/;

function readMembers(bytes) {
  try {
    return readObject(decodeHeader(bytes), REQUIRED);
  } catch (problem) {
    if (problem instanceof InvalidJson) throw new Rejection('HDR-2', `the header is wrong: ${problem.message}`);
    throw problem;
  }
}

function stringOf(members, name) {
  const { kind, value } = members.get(name);
  if (kind !== 'string') throw new Rejection('HDR-12', `${name} is no string`);
  return value;
}

function lengthOf(members, maxContent) {
  const { kind, text } = members.get('content-length');
  if (kind !== 'number' || !PLAIN_INTEGER.test(text)) throw new Rejection('HDR-7', 'content-length is no plain integer');
  // Above 2^53 the number is not exact, and far above any limit.
  const length = Number(text);
  if (length > maxContent) throw new Rejection('HDR-9', 'content-length is above the limit');
  return length;
}

/**
 * @param {Buffer} bytes the H bytes of a header
 * @param {number} maxContent the largest content that is taken, in bytes
 * @returns {{byteorder: string, contentLength: number, contentType: string, contentEncoding: string}}
 * @throws {Rejection}
 */
export function parseHeader(bytes, maxContent) {
  const members = readMembers(bytes);
  for (const name of REQUIRED) {
    if (!members.has(name)) throw new Rejection('HDR-3', `${name} is missing`);
  }
  const byteorder = members.get('byteorder').value;
  if (byteorder !== 'little' && byteorder !== 'big') throw new Rejection('HDR-11', 'byteorder is neither little nor big');
  return {
    byteorder,
    contentLength: lengthOf(members, maxContent),
    contentType: stringOf(members, 'content-type'),
    contentEncoding: stringOf(members, 'content-encoding'),
  };
}

/** The bytes of a header, without its length (HDR-16). */
export function buildHeader(contentLength, contentType, contentEncoding) {
  return Buffer.from(JSON.stringify({
    byteorder: endianness() === 'LE' ? 'little' : 'big',
    'content-type': contentType,
    'content-encoding': contentEncoding,
    'content-length': contentLength,
  }));
}
