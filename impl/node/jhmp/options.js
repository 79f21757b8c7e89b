// The command line of both programs.

const HIGHEST_PORT = 65535;

/** The command line cannot be understood. */
export class UsageError extends Error {}

function readCount(name, text) {
  if (!/^[0-9]{1,12}$/.test(text ?? '')) throw new UsageError(`${name} needs a number, not ${JSON.stringify(text ?? '')}`);
  return Number(text);
}

/**
 * The first arguments are positional whatever they look like: a value may begin with two hyphens. Options follow, as
 * `--name N` or `--name=N`.
 *
 * @param {string[]} words
 * @param {number} positionalCount
 * @param {Object<string, number>} defaults the number of each option, by its name with the hyphens
 * @returns {{positional: string[], options: Object<string, number>}}
 * @throws {UsageError}
 */
export function parseArguments(words, positionalCount, defaults) {
  if (words.length < positionalCount) throw new UsageError('there are arguments missing');
  const options = { ...defaults };
  const rest = words.slice(positionalCount);
  while (rest.length > 0) {
    const word = rest.shift();
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (!Object.hasOwn(defaults, name)) throw new UsageError(`unknown argument ${JSON.stringify(word)}`);
    options[name] = readCount(name, equals < 0 ? rest.shift() : word.slice(equals + 1));
  }
  return { positional: words.slice(0, positionalCount), options };
}

/** The port that `text` names; throws a UsageError if there is none. */
export function readPort(text) {
  const port = readCount('PORT', text);
  if (port > HIGHEST_PORT) throw new UsageError(`there is no port ${port}`);
  return port;
}
