"""How many trials a record has, how many processes of each role were started in them and how many connections were made, as
one line of JSON.

    record_summary.py RECORD

A program of its own, so that the memory that a large record takes is not part of the measuring one: the system counts what a
process had before it became another program as that program's.
"""

import json
import sys
from pathlib import Path


def summary(record):
    starts, connections = {"server": 0, "client": 0}, 0
    for trial in record["trials"]:
        for part in trial.get("evidence", []):
            for event in part["events"]:
                starts[trial["role"]] += event["kind"] == "started"
                connections += event["kind"] in ("connected", "accepted")
    return {"trials": len(record["trials"]), "starts": starts, "connections": connections}


if __name__ == "__main__":
    print(json.dumps(summary(json.loads(Path(sys.argv[1]).read_text()))))
