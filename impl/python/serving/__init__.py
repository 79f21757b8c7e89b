"""The server's sockets: listening, connections, deadlines and the loop that drives them."""
