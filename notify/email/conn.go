package email

import (
	"net"
	"sync/atomic"
	"time"
)

// conn is a connection that remembers whether all that was written was taken,
// and whose one deadline is that of the whole mail: the library would set its
// own anew before each step.
type conn struct {
	net.Conn
	writeFailed atomic.Bool
}

// Write notes a failure: what was not taken cannot have arrived.
func (c *conn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if err != nil {
		c.writeFailed.Store(true)
	}
	return n, err
}

// SetDeadline does nothing; see conn.
func (c *conn) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing; see conn.
func (c *conn) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing; see conn.
func (c *conn) SetWriteDeadline(time.Time) error { return nil }

// interrupt makes every read and write on the connection fail at once.
func (c *conn) interrupt() { _ = c.Conn.SetDeadline(time.Unix(1, 0)) }
