"""Plain sockets, for the programs of the suites `stall` and `socket` (PROTOCOL.md)."""
