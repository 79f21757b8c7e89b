"""The command line of the programs: ACTION HOST PORT, and options with a value each."""

import sys

from .report import BAD_USAGE



class Options:
    """What follows the names; every option has a default, which says what type it has."""

    def __init__(self, words, defaults):
        self.action, self.host, port, *rest = words
        self.port = int(port)
        self.chosen = dict(defaults)
        for name, value in zip(rest[::2], rest[1::2], strict=True):
            self.chosen[name] = type(defaults[name])(value)

    def __getitem__(self, name):
        return self.chosen[name]


def parse(words, defaults, usage):
    """The options, or None when the usage was shown."""
    try:
        return Options(words, defaults)
    except (ValueError, KeyError):
        print(usage, file=sys.stderr)
        return None


def run(words, defaults, usage, perform):
    """Performs what the words say, and returns the exit status."""
    options = parse(words, defaults, usage)
    return BAD_USAGE if options is None else perform(options)
