// A JHMP/1 client: client HOST PORT ACTION VALUE CONNECT_MS SEND_MS RESPONSE_MS
// Success is status 0 and the result on standard output; every failure is status 1 and a message.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// The bytes of a request; a search goes as JSON, everything else as it is.
func buildRequest(action, value string) []byte {
	if action == "search" {
		return buildJSON(map[string]string{"action": action, "value": value})
	}
	return build([]byte(action+value), "binary/custom-client-binary-type", "binary")
}

// What the user sees of a response.
func shown(head header, content []byte) ([]byte, error) {
	if head.contentType != "text/json" {
		return content, nil
	}
	response, err := jsonContent(head, content)
	if err != nil {
		return nil, err
	}
	result, there := response["result"]
	if !there {
		return nil, errors.New("the response has no result")
	}
	var text string
	if json.Unmarshal(result, &text) == nil {
		return []byte(text), nil
	}
	return result, nil
}

func call(words []string) ([]byte, error) {
	var limits [3]time.Duration
	for i := range limits {
		limitMs, err := strconv.ParseInt(words[4+i], 10, 64)
		if err != nil {
			return nil, err
		}
		limits[i] = time.Duration(limitMs) * time.Millisecond
	}
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(words[0], words[1]), limits[0])
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	if err := send(connection, buildRequest(words[2], words[3]), limits[1]); err != nil {
		return nil, err
	}
	head, content, err := receive(connection, limits[2], defaultMaxContent)
	if err != nil {
		return nil, err
	}
	return shown(head, content)
}

func main() {
	if len(os.Args) != 8 {
		fmt.Fprintln(os.Stderr, "usage: client HOST PORT ACTION VALUE CONNECT_MS SEND_MS RESPONSE_MS")
		os.Exit(2)
	}
	result, err := call(os.Args[1:])
	if err == nil {
		_, err = os.Stdout.Write(append(result, '\n'))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
}
