#!/usr/bin/env python3
"""Shows one trial of {{subject}} without wiretrial:

{{about}}

    python3 SCRIPT                        starts the program, and does the trial
{{other_usage}}
Ends with status 0 when the program did what is expected, 1 when it did not, 2 when the trial could
not be done. Needs Python 3.8 or later on Linux, and nothing else.
"""

import argparse
import atexit
import json
import os
import re
import resource as limits
import select
import signal as signals
import socket
import struct
import subprocess
import sys
import tempfile
import time

# What is tried

TRIAL = {{trial}}
ROLE = {{role}}
LEVEL = {{level}}
COMMAND = {{command}}
DIRECTORY = {{directory}}
ADDRESS = {{address}}
HOST = {{host}}
SETTINGS = {{settings}}
LIMITS_AWAITED = {{limits_awaited}}
FRESH = {{fresh}}
COMPARE = {{compare}}
SUCCESS_PATTERN = {{success_pattern}}
FAILURE_PATTERN = {{failure_pattern}}
OPAQUE_AS = {{opaque_as}}
RECORDED = {{recorded}}

# The steps, in order: a name, and what it needs. Bytes are sent exactly so; `cuts` are the offsets
# where a segment ends, `spans` are names for parts of the bytes: name, offset, length.
RUNS = {{runs}}

# A good exchange on a new connection, behind the last run.
CONTROL = {{control}}


{{reading}}

{{wire}}

{{steps}}

{{judging}}

if __name__ == "__main__":
    sys.exit(main())
