// JHMP/1 messages over a connection. Whatever is wrong with one, or with the connection, is an error.
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	defaultMaxContent = 16 * 1024 * 1024
	// A piece that is gone is the only sign of progress that there is while something is sent.
	pieceBytes = 16 * 1024
)

type header struct {
	length                int64
	contentType, encoding string
}

// The members that occur once; what others there are is nobody's business here.
var required = map[string]bool{"byteorder": true, "content-length": true, "content-type": true, "content-encoding": true}

// The members of the one object that the text is. encoding/json repairs ill-formed UTF-8 and takes members twice.
func objectOf(text []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(text) || !json.Valid(text) {
		return nil, errors.New("this is no JSON in UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if begin, err := decoder.Token(); err != nil || begin != json.Delim('{') {
		return nil, errors.New("this is no JSON object")
	}
	members := map[string]json.RawMessage{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		if _, twice := members[name.(string)]; twice && required[name.(string)] {
			return nil, errors.New("a member of the header occurs twice")
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		members[name.(string)] = value
	}
	return members, nil
}

// The string that the member is; null and what is missing are none.
func textOf(members map[string]json.RawMessage, name string) (string, error) {
	var text *string
	if err := json.Unmarshal(members[name], &text); err != nil || text == nil {
		return "", errors.New(name + " is no string")
	}
	return *text, nil
}

func parseHeader(text []byte, maxContent int64) (result header, err error) {
	members, err := objectOf(text)
	if err != nil {
		return result, err
	}
	order, err := textOf(members, "byteorder")
	if err != nil || (order != "little" && order != "big") {
		return result, errors.New("byteorder is neither little nor big")
	}
	if result.contentType, err = textOf(members, "content-type"); err != nil {
		return result, err
	}
	if result.encoding, err = textOf(members, "content-encoding"); err != nil {
		return result, err
	}
	// ParseUint takes digits alone: no sign, no fraction, no exponent.
	length, err := strconv.ParseUint(string(members["content-length"]), 10, 63)
	if err != nil || int64(length) > maxContent {
		return result, errors.New("content-length is no integer from 0 to the limit")
	}
	result.length = int64(length)
	return result, nil
}

// So many bytes, in whatever pieces they come. Memory grows with what came, not with count.
func receiveExactly(connection net.Conn, count int64) ([]byte, error) {
	var received bytes.Buffer
	_, err := io.CopyN(&received, connection, count)
	if err == io.EOF {
		err = errors.New("the connection was closed before the message was complete")
	}
	return received.Bytes(), err
}

func receive(connection net.Conn, limit time.Duration, maxContent int64) (header, []byte, error) {
	connection.SetReadDeadline(time.Now().Add(limit))
	prefix, err := receiveExactly(connection, 2)
	if err != nil {
		return header{}, nil, err
	}
	text, err := receiveExactly(connection, int64(binary.BigEndian.Uint16(prefix)))
	if err != nil {
		return header{}, nil, err
	}
	head, err := parseHeader(text, maxContent)
	if err != nil {
		return header{}, nil, err
	}
	content, err := receiveExactly(connection, head.length)
	return head, content, err
}

// Sends all of it; the limit holds for each time without progress.
func send(connection net.Conn, data []byte, limit time.Duration) error {
	for len(data) > 0 {
		piece := data
		if len(piece) > pieceBytes {
			piece = piece[:pieceBytes]
		}
		connection.SetWriteDeadline(time.Now().Add(limit))
		sent, err := connection.Write(piece)
		if err != nil {
			return err
		}
		data = data[sent:]
	}
	return nil
}

// The members of the object that the content of a text/json message is.
func jsonContent(head header, content []byte) (map[string]json.RawMessage, error) {
	// EqualFold would take the Kelvin sign for a k; no such letter is in this name.
	if !strings.EqualFold(head.encoding, "utf-8") {
		return nil, errors.New("only utf-8 is supported")
	}
	return objectOf(content)
}

func build(content []byte, contentType, encoding string) []byte {
	// Nothing that is sent here depends on the order of bytes, so either would be true.
	text, _ := json.Marshal(map[string]any{"byteorder": "little", "content-type": contentType,
		"content-encoding": encoding, "content-length": len(content)})
	message := binary.BigEndian.AppendUint16(nil, uint16(len(text)))
	return append(append(message, text...), content...)
}

func buildJSON(value any) []byte {
	content, _ := json.Marshal(value)
	return build(content, "text/json", "utf-8")
}
