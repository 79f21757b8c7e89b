import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeContent, decodeHeader } from '../jhmp/charset.js';
import { Rejection } from '../jhmp/rejection.js';

const hex = (text) => Buffer.from(text, 'hex');

test('each encoding decodes its bytes', () => {
  const rows = [
    ['utf-8', 'little', 'f09f90b6c3a9', '🐶é'],
    ['UTF8', 'big', 'c3a9', 'é'],
    ['utf-16', 'little', '3dd836dce900', '🐶é'],
    ['utf-16', 'big', 'd83ddc3600e9', '🐶é'],
    ['utf-16', 'little', 'feffd83ddc36', '🐶'],
    ['utf-16', 'big', 'fffe3dd836dc', '🐶'],
    ['utf-16-le', 'big', '3dd836dc', '🐶'],
    ['utf-16BE', 'little', 'd83ddc36', '🐶'],
    ['utf-32', 'little', '36f40100e9000000', '🐶é'],
    ['utf-32', 'big', '0001f436', '🐶'],
    ['utf-32', 'little', '0000feff0001f436', '🐶'],
    ['utf-32', 'big', 'fffe000036f40100', '🐶'],
    ['utf-32-be', 'little', '0010ffff', '\u{10ffff}'],
    ['utf-32-le', 'big', '0000010000000000', '\u{10000}\0'],
    ['latin-1', 'little', '41809fe9', 'A\u0080\u009fé'],
    ['ISO-8859-1', 'little', 'ff', 'ÿ'],
    ['ascii', 'little', '417f', 'A\u007f'],
  ];
  for (const [encoding, byteorder, bytes, text] of rows) {
    assert.equal(decodeContent(hex(bytes), encoding, byteorder), text, `${encoding} ${bytes}`);
  }
});

test('bytes that an encoding does not have are rejected', () => {
  const rows = [
    ['utf-8', 'c080', 'ff', 'eda080', 'e28c', 'f4908080', '80', 'c3'],
    ['utf-16-le', '41', '00d8', '00dc', '00d84100'],
    ['utf-16-be', '0041d8', 'dc00'],
    ['utf-32-le', '410000', '00001100', '00d80000', 'ffffffff'],
    ['utf-32-be', '00110000', '0000dfff', '00'],
    ['ascii', '80', '41ff'],
  ];
  for (const [encoding, ...values] of rows) {
    for (const bytes of values) {
      assert.throws(() => decodeContent(hex(bytes), encoding, 'little'), { clause: 'CNT-6' }, `${encoding} ${bytes}`);
    }
  }
  assert.throws(() => decodeHeader(hex('c080')), { clause: 'HDR-1' });
});

test('a mark at the start of UTF-8 is kept, so that it is no JSON', () => {
  assert.equal(decodeHeader(hex('efbbbf7b7d')), '\ufeff{}');
  assert.equal(decodeContent(hex('efbbbf7b7d'), 'utf-8', 'big'), '\ufeff{}');
});

test('other names are no encodings', () => {
  for (const name of ['', 'klingon', 'binary', 'base64', 'hex', 'utf-8 ', 'utf-8\0', 'utf-７', 'constructor', 'latin\u212a', 'utf_8']) {
    assert.throws(() => decodeContent(hex('7b7d'), name, 'little'), { clause: 'CNT-3' }, name);
    assert.throws(() => decodeContent(hex('7b7d'), name, 'little'), Rejection, name);
  }
});
