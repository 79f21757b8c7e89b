// What is asked and answered (APP-1 to APP-11), as whole messages: no sockets here.
import { decodeContent } from './charset.js';
import { InvalidJson, readObject } from './json_reader.js';
import { buildJsonMessage, buildMessage } from './message.js';
import { Rejection } from './rejection.js';

export const TABLE = new Map([
  ['morpheus', 'Follow the white rabbit. 🐰'],
  ['ring', 'In the caves beneath the Misty Mountains. 💍'],
  ['🐶', '🐾 Playing ball! 🏐'],
]);

const SHOWN_OF_OPAQUE_BYTES = 10;

const isJson = (message) => message.header.contentType === 'text/json';

function readContent({ header, content }, ...wanted) {
  const text = decodeContent(content, header.contentEncoding, header.byteorder);
  try {
    return readObject(text, new Set(wanted));
  } catch (problem) {
    if (problem instanceof InvalidJson) throw new Rejection('CNT-6', `the content is wrong: ${problem.message}`);
    throw problem;
  }
}

function search(value) {
  // APP-6 leaves the choice.
  if (value?.kind !== 'string') throw new Rejection('APP-6', 'the value to search is no string');
  return TABLE.get(value.value) ?? `No match for '${value.value}'.`;
}

function answerJson(message) {
  const members = readContent(message, 'action', 'value');
  const action = members.get('action');
  if (action?.kind === 'string' && action.value === 'search') return search(members.get('value'));
  return `Error: invalid action '${action?.value ?? action?.text ?? ''}'.`;
}

/**
 * @param {{header: object, content: Buffer}} message a request
 * @returns {Buffer} the response, as a message
 * @throws {Rejection} if the content breaks a clause
 */
export function answer(message) {
  if (isJson(message)) return buildJsonMessage({ result: answerJson(message) });
  const start = message.content.subarray(0, SHOWN_OF_OPAQUE_BYTES);
  const content = Buffer.concat([Buffer.from('First 10 bytes of request: '), start]);
  return buildMessage(content, 'binary/custom-server-binary-type', 'binary');
}

/**
 * @param {Buffer} action
 * @param {Buffer} value
 * @param {number} times how often the value is repeated
 * @returns {Buffer} the request, as a message (APP-9)
 * @throws {TypeError} if the value of a search is no UTF-8
 */
export function buildRequest(action, value, times) {
  if (action.toString('latin1') === 'search') {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
    return buildJsonMessage({ action: 'search', value: text.repeat(times) });
  }
  const content = Buffer.concat([action, Buffer.alloc(value.length * times, value)]);
  return buildMessage(content, 'binary/custom-client-binary-type', 'binary');
}

/**
 * @param {{header: object, content: Buffer}} message a response
 * @returns {Buffer} what the client shows of it (APP-10)
 * @throws {Rejection} if it breaks a clause
 */
export function shownOf(message) {
  if (!isJson(message)) return message.content;
  const result = readContent(message, 'result').get('result');
  if (!result) throw new Rejection('APP-11', 'the response has no result');
  return Buffer.from(result.value ?? result.text);
}
