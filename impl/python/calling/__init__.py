"""The client's sockets: finding and connecting to an address, and one exchange over it."""
