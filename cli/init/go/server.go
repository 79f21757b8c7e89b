// A JHMP/1 server: server HOST PORT IDLE_MS MAX_CONTENT
// Replace answer with what your server is for.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"
)

const (
	// After the answer, bytes are dropped for this long, or the close could be a reset that costs the peer its answer.
	drainLimit = 400 * time.Millisecond
	// How long to wait when descriptors have run out, before accepting again.
	acceptPause = 100 * time.Millisecond
)

var table = map[string]string{
	"morpheus": "Follow the white rabbit. 🐰",
	"ring":     "In the caves beneath the Misty Mountains. 💍",
	"🐶":        "🐾 Playing ball! 🏐",
}

// The bytes that answer a request; an error closes the connection without an answer.
func answer(head header, content []byte) ([]byte, error) {
	if head.contentType != "text/json" {
		if len(content) > 10 {
			content = content[:10]
		}
		start := []byte("First 10 bytes of request: ")
		return build(append(start, content...), "binary/custom-server-binary-type", "binary"), nil
	}
	request, err := jsonContent(head, content)
	if err != nil {
		return nil, err
	}
	var action string
	if json.Unmarshal(request["action"], &action); action != "search" {
		return buildJSON(map[string]string{"result": "Error: invalid action '" + action + "'."}), nil
	}
	value, err := textOf(request, "value")
	if err != nil {
		return nil, err
	}
	text, known := table[value]
	if !known {
		text = "No match for '" + value + "'."
	}
	return buildJSON(map[string]string{"result": text}), nil
}

// One request and its answer. Whatever goes wrong ends this connection and nothing else.
func serve(connection *net.TCPConn, idle time.Duration, maxContent int64) {
	defer connection.Close()
	head, content, err := receive(connection, idle, maxContent)
	if err != nil {
		return
	}
	response, err := answer(head, content)
	if err != nil || send(connection, response, idle) != nil {
		return
	}
	connection.CloseWrite()
	connection.SetReadDeadline(time.Now().Add(drainLimit))
	io.Copy(io.Discard, connection)
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: server HOST PORT IDLE_MS MAX_CONTENT")
		os.Exit(2)
	}
	idleMs, _ := strconv.ParseInt(os.Args[3], 10, 64)
	maxContent, _ := strconv.ParseInt(os.Args[4], 10, 64)
	listener, err := net.Listen("tcp", net.JoinHostPort(os.Args[1], os.Args[2]))
	if err != nil {
		fmt.Fprintln(os.Stderr, "server:", err)
		os.Exit(1)
	}
	for {
		connection, err := listener.Accept()
		if err != nil { // descriptors run out, and peers leave early: the server goes on
			time.Sleep(acceptPause)
			continue
		}
		go serve(connection.(*net.TCPConn), time.Duration(idleMs)*time.Millisecond, maxContent)
	}
}
