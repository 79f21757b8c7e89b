"""JHMP/1 without sockets: bytes in, values out (impl/PROTOCOL.md)."""
