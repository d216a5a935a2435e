package mongotest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
)

// Mortal is a FerretDB of a test's own that can be killed and started again at
// the same address, with the same records.
type Mortal struct {
	folder, address string

	mu   sync.Mutex
	uri  string
	cmd  *exec.Cmd
	pipe io.Closer
}

// NewMortal starts one, which ends with the test.
func NewMortal(t testing.TB) *Mortal {
	t.Helper()
	m := &Mortal{folder: t.TempDir(), address: FreeAddress(t)}
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Kill)
	return m
}

// URI is the address of a database on it. It allows one connection: with that,
// each command of one client is atomic, as on MongoDB.
func (m *Mortal) URI(database string) string {
	return m.uri + database + "?maxPoolSize=1"
}

// Kill ends it as a crash does.
func (m *Mortal) Kill() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cmd == nil {
		return
	}
	_ = m.cmd.Process.Kill()
	_ = m.cmd.Wait()
	_ = m.pipe.Close()
	m.cmd = nil
}

// Freeze has it answer nothing and keep its connections, until Thaw.
func (m *Mortal) Freeze() { m.signal(syscall.SIGSTOP) }

// Thaw ends Freeze.
func (m *Mortal) Thaw() { m.signal(syscall.SIGCONT) }

func (m *Mortal) signal(s os.Signal) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cmd != nil {
		_ = m.cmd.Process.Signal(s)
	}
}

// Start starts it again if it was killed.
func (m *Mortal) Start() (err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.cmd != nil {
		return nil
	}
	if m.uri, m.cmd, m.pipe, err = launch("-listen", m.address, "-folder", m.folder); err != nil {
		return fmt.Errorf("FerretDB for tests: %w", err)
	}
	return nil
}

// FreeAddress returns one on loopback at which nobody listens. Its port is below
// those that systems give by themselves, to connections that go out as well: who
// gives it up for a moment finds it free again.
func FreeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12768)))
		if err == nil {
			defer l.Close()
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}
