"""The command line of both programs. argparse would take too long to import."""

import re

_COUNT = re.compile(r"[0-9]{1,12}")
HIGHEST_PORT = 65535


class UsageError(Exception):
    """The command line cannot be understood."""


def _count(name, text):
    if not _COUNT.fullmatch(text):
        raise UsageError(f"{name} needs a number, not {text!r}")
    return int(text)


def parse(arguments, positional_count, defaults):
    """Returns (positional arguments, options). `defaults` maps each option's name to its number.

    The first `positional_count` arguments are positional whatever they look like: a value may begin
    with two hyphens. Options follow as `--name N` or `--name=N`.
    """
    positional = arguments[:positional_count]
    if len(positional) < positional_count:
        raise UsageError("there are arguments missing")
    options = dict(defaults)
    rest = iter(arguments[positional_count:])
    for argument in rest:
        name, equals, text = argument.partition("=")
        if name not in options:
            raise UsageError(f"unknown argument {argument!r}")
        options[name] = _count(name, text if equals else next(rest, ""))
    return positional, options


def port_number(text):
    """Returns the port that `text` names."""
    port = _count("PORT", text)
    if port > HIGHEST_PORT:
        raise UsageError(f"there is no port {port}")
    return port
