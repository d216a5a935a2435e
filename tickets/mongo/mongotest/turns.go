package mongotest

import (
	"encoding/binary"
	"io"
	"net"
	"sync"
)

// turns stands before FerretDB and lets one command through at a time, from
// whichever connection: so each is atomic, as it is on MongoDB.
type turns struct {
	target string
	mu     sync.Mutex
}

// takeTurns returns the address at which clients of the server at target take turns.
func takeTurns(target string) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	t := &turns{target: target}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go t.serve(client)
		}
	}()
	return l.Addr().String(), nil
}

func (t *turns) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", t.target)
	if err != nil {
		return
	}
	defer server.Close()
	for {
		request, err := message(client)
		if err != nil {
			return
		}
		reply, err := t.ask(server, request)
		if err != nil {
			return
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

// ask has the server do one command.
func (t *turns) ask(server net.Conn, request []byte) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return message(server)
}

// maxMessage is how long a message of MongoDB's protocol may be.
const maxMessage = 48_000_000

// message reads one message, which begins with its length.
func message(r io.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := binary.LittleEndian.Uint32(size[:])
	if n < 16 || n > maxMessage {
		return nil, io.ErrUnexpectedEOF
	}
	m := make([]byte, n)
	copy(m, size[:])
	_, err := io.ReadFull(r, m[4:])
	return m, err
}
