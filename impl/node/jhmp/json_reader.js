// A strict reader of RFC 8259. JSON.parse would do for the grammar, but it hides repeated names and how a number was spelled,
// and it builds every value, wanted or not. This one goes over the text once and keeps only the members it is asked for.

/** The deepest nesting that is followed; HDR-5 asks for 32 levels, and HDR-6 and CNT-12 allow to stop. */
export const DEEPEST_NESTING = 512;

/** The text is no JSON object. The caller knows which clause that breaks. */
export class InvalidJson extends Error {}

const ESCAPED = new Map(Object.entries({
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
}));

const isDigit = (code) => code >= 0x30 && code <= 0x39;
const isHighSurrogate = (unit) => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit) => unit >= 0xdc00 && unit <= 0xdfff;

class Reader {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  object(wanted) {
    this.#space();
    const members = this.#members(1, wanted);
    this.#space();
    if (this.#at !== this.#text.length) throw new InvalidJson('something follows the object');
    return members;
  }

  /** Reads an object and returns those of its members that are wanted. */
  #members(depth, wanted) {
    const found = new Map();
    this.#expect('{');
    this.#space();
    if (this.#take('}')) return found;
    do {
      this.#space();
      const name = this.#string();
      this.#space();
      this.#expect(':');
      this.#space();
      const value = this.#value(depth);
      if (wanted.has(name)) {
        if (found.has(name)) throw new InvalidJson(`${name} occurs twice`);
        found.set(name, value);
      }
      this.#space();
    } while (this.#take(','));
    this.#expect('}');
    return found;
  }

  #elements(depth) {
    this.#expect('[');
    this.#space();
    if (this.#take(']')) return;
    do {
      this.#space();
      this.#value(depth);
      this.#space();
    } while (this.#take(','));
    this.#expect(']');
  }

  /** Reads any value that stands inside `depth` others. */
  #value(depth) {
    const start = this.#at;
    const first = this.#text[start];
    if (first === '"') return { kind: 'string', value: this.#string(), text: this.#since(start) };
    const kind = this.#kindBeside(first, depth);
    return { kind, text: this.#since(start) };
  }

  #kindBeside(first, depth) {
    if (first === '{' || first === '[') {
      if (depth >= DEEPEST_NESTING) throw new InvalidJson('the nesting is too deep');
      if (first === '{') {
        this.#members(depth + 1, NOTHING);
        return 'object';
      }
      this.#elements(depth + 1);
      return 'array';
    }
    if (first === '-' || isDigit(this.#text.charCodeAt(this.#at))) {
      this.#number();
      return 'number';
    }
    for (const literal of ['true', 'false', 'null']) {
      if (this.#text.startsWith(literal, this.#at)) {
        this.#at += literal.length;
        return 'literal';
      }
    }
    throw new InvalidJson('a value is missing');
  }

  #number() {
    this.#take('-');
    if (!this.#take('0')) this.#digits();
    if (this.#take('.')) this.#digits();
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      this.#digits();
    }
  }

  #digits() {
    const start = this.#at;
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at += 1;
    if (this.#at === start) throw new InvalidJson('a digit is missing');
  }

  #string() {
    this.#expect('"');
    let value = '';
    for (;;) {
      value += this.#plainCharacters();
      if (this.#take('"')) return value;
      this.#expect('\\');
      value += this.#escape();
    }
  }

  /** Returns what stands before the next quote, backslash or end of the text. */
  #plainCharacters() {
    const start = this.#at;
    for (;; this.#at += 1) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 0x22 || code === 0x5c) return this.#since(start);
      // At the end of the text the code is NaN, which is not above anything.
      if (!(code >= 0x20)) throw new InvalidJson('a string has no end, or a control character in it');
    }
  }

  #escape() {
    if (!this.#take('u')) {
      const character = ESCAPED.get(this.#text[this.#at]);
      if (character === undefined) throw new InvalidJson('there is no such escape');
      this.#at += 1;
      return character;
    }
    const unit = this.#fourDigits();
    if (!isHighSurrogate(unit) && !isLowSurrogate(unit)) return String.fromCharCode(unit);
    // A surrogate without its partner may be rejected (HDR-15, CNT-13); it could not be written as UTF-8.
    const partner = isHighSurrogate(unit) && this.#take('\\') && this.#take('u') ? this.#fourDigits() : 0;
    if (!isLowSurrogate(partner)) throw new InvalidJson('a surrogate stands alone');
    return String.fromCharCode(unit, partner);
  }

  #fourDigits() {
    const digits = this.#text.slice(this.#at, this.#at + 4);
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) throw new InvalidJson('an escape needs four digits');
    this.#at += 4;
    return Number.parseInt(digits, 16);
  }

  #space() {
    while (this.#at < this.#text.length && ' \t\n\r'.includes(this.#text[this.#at])) this.#at += 1;
  }

  #take(character) {
    const there = this.#text[this.#at] === character;
    if (there) this.#at += 1;
    return there;
  }

  #expect(character) {
    if (!this.#take(character)) throw new InvalidJson(`${character} is missing`);
  }

  #since(start) {
    return this.#text.slice(start, this.#at);
  }
}

const NOTHING = new Set();

/**
 * Reads a text that must be one JSON object.
 *
 * @param {string} text without lone surrogates
 * @param {Set<string>} wanted the names to keep; one that occurs twice is an error, others may
 * @returns {Map<string, {kind: string, text: string, value?: string}>} the wanted members that are there: what each is
 *   (`string`, `number`, `literal`, `object` or `array`), how it was spelled, and the value of a string
 * @throws {InvalidJson}
 */
export function readObject(text, wanted) {
  return new Reader(text).object(wanted);
}
