package sim

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// MailConfig says what the mail server asks of its clients. The zero value takes everything in the clear.
type MailConfig struct {
	Listen   string // host:port, "127.0.0.1:0" when empty
	Dir      string // folder where mails are kept between runs; "" keeps them in memory
	Username string // with Password: AUTH is required
	Password string
	StartTLS bool // STARTTLS is offered and required before anything is sent; see CertPool
	TLS      bool // the port speaks TLS from the start
	Now      Clock
}

// Mail is an SMTP server that delivers to nobody and keeps what it gets.
type Mail struct {
	cfg     MailConfig
	ln      net.Listener
	server  *smtp.Server
	pool    *x509.CertPool
	changes changes
	faults  faults
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup

	mu    sync.Mutex // guards mails
	mails []Letter
}

// Letter is one accepted mail.
type Letter struct {
	ID        string    `json:"id"`   // of the sink, in order of arrival
	From      string    `json:"from"` // of the envelope
	To        []string  `json:"to"`   // of the envelope
	At        time.Time `json:"at"`
	Subject   string    `json:"subject"`
	MessageID string    `json:"messageId"`
	Text      string    `json:"text"` // the plain part, decoded
	HTML      string    `json:"html"` // the HTML part, decoded
	Raw       string    `json:"raw"`
}

// NewMail starts the server and returns once it accepts connections. Close it.
func NewMail(cfg MailConfig) (*Mail, error) {
	m := &Mail{cfg: cfg}
	m.ctx, m.stop = context.WithCancel(context.Background())
	if err := m.load(); err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", cmp.Or(cfg.Listen, "127.0.0.1:0"))
	if err != nil {
		return nil, fmt.Errorf("sim: the mail server cannot listen: %w", err)
	}
	m.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &mailSession{mail: m, conn: c}, nil }))
	m.server.Domain, m.server.AllowInsecureAuth, m.server.EnableSMTPUTF8 = "mail.sim", !cfg.StartTLS, true
	m.server.MaxMessageBytes, m.server.ReadTimeout, m.server.WriteTimeout = 10<<20, time.Minute, time.Minute
	m.server.ErrorLog = silent{}
	if cfg.StartTLS || cfg.TLS {
		cert, pool, err := selfSigned()
		if err != nil {
			return nil, err
		}
		m.pool = pool
		tlsConfig := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
		if cfg.TLS {
			ln = tls.NewListener(ln, tlsConfig)
		} else {
			m.server.TLSConfig = tlsConfig
		}
	}
	m.ln = ln
	m.running.Add(1)
	go func() {
		defer m.running.Done()
		_ = m.server.Serve(ln) // nil after Close
	}()
	return m, nil
}

// silent keeps the server's log of broken connections, which the knobs make, out of the tests' output.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// Close stops the server. It may be called twice.
func (m *Mail) Close() error {
	m.stop()
	err := m.server.Close()
	_ = m.ln.Close() // the server does not know it yet when Close comes before Serve has begun
	m.running.Wait()
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// Addr is host:port of the server.
func (m *Mail) Addr() string { return m.ln.Addr().String() }

// URL is the server as SMTP_URL wants it, with user and password when they are required.
func (m *Mail) URL() string {
	scheme, user := "smtp://", ""
	if m.cfg.TLS {
		scheme = "smtps://"
	}
	if m.cfg.Username != "" {
		user = m.cfg.Username + ":" + m.cfg.Password + "@"
	}
	return scheme + user + m.Addr()
}

// CertPool holds the certificate of the server, for clients that check it; nil without TLS.
func (m *Mail) CertPool() *x509.CertPool { return m.pool }

// Fail lets commands suffer. Method is "MAIL", "RCPT" or "DATA"; Status refuses with that SMTP code (451, 550 …);
// Delay answers later; LoseReply on DATA accepts the mail and drops the connection before the reply; Reset drops it at once.
func (m *Mail) Fail(f Fault) { m.faults.add(f) }

// Heal takes back the faults that no command has met yet.
func (m *Mail) Heal() { m.faults.clear() }

// Mails lists what arrived for an address, oldest first; "" lists all.
func (m *Mail) Mails(to string) []Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Letter
	for _, l := range m.mails {
		if to == "" || slices.ContainsFunc(l.To, func(a string) bool { return strings.EqualFold(a, to) }) {
			out = append(out, l)
		}
	}
	return out
}

// WaitFor returns nil as soon as cond holds, looking again after each mail. The error wraps ctx.Err().
func (m *Mail) WaitFor(ctx context.Context, cond func() bool) error {
	return m.changes.waitFor(ctx, cond)
}

// mailSession is one connection of a client.
type mailSession struct {
	mail   *Mail
	conn   *smtp.Conn
	authed bool
	from   string
	to     []string
}

func (s *mailSession) AuthMechanisms() []string {
	if s.mail.cfg.Username == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != s.mail.cfg.Username || password != s.mail.cfg.Password {
			return smtp.ErrAuthFailed
		}
		s.authed = true
		return nil
	}), nil
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	_, encrypted := s.conn.TLSConnectionState()
	switch {
	case s.mail.cfg.StartTLS && !encrypted:
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Must issue a STARTTLS command first"}
	case s.mail.cfg.Username != "" && !s.authed:
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.from = from
	return s.suffer("MAIL")
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.suffer("RCPT"); err != nil {
		return err
	}
	s.to = append(s.to, to)
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	ft := s.mail.faults.take("DATA")
	if err := s.endure(ft); err != nil {
		return err
	}
	if err := s.mail.keep(Letter{From: s.from, To: s.to, Raw: string(raw)}); err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: err.Error()}
	}
	if ft.LoseReply {
		_ = s.conn.Conn().Close()
	}
	return nil
}

func (s *mailSession) suffer(command string) error { return s.endure(s.mail.faults.take(command)) }

func (s *mailSession) endure(ft Fault) error {
	if !pause(s.mail.ctx, ft.Delay) {
		return errClosed
	}
	if ft.Reset {
		_ = s.conn.Conn().Close()
		return errClosed
	}
	if ft.Status == 0 {
		return nil
	}
	return &smtp.SMTPError{Code: ft.Status, EnhancedCode: smtp.EnhancedCode{ft.Status / 100, 0, 0}, Message: cmp.Or(ft.Code, "refused by the simulator")}
}

func (s *mailSession) Reset()        { s.from, s.to = "", nil }
func (s *mailSession) Logout() error { return nil }

// keep parses, numbers and stores a mail. A mail that no mail program could read is refused.
func (m *Mail) keep(l Letter) error {
	if err := l.parse(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	defer m.changes.changed()
	l.ID, l.At = fmt.Sprintf("%06d", len(m.mails)+1), m.cfg.Now.now()
	if m.cfg.Dir != "" {
		if err := writeWhole(filepath.Join(m.cfg.Dir, l.ID+".json"), mustJSON(l)); err != nil {
			return err
		}
	}
	m.mails = append(m.mails, l)
	return nil
}

func (m *Mail) load() error {
	if m.cfg.Dir == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(m.cfg.Dir, "*.json")) // sorted
	if err != nil {
		return err
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return fmt.Errorf("sim: cannot read a kept mail: %w", err)
		}
		var l Letter
		if err := json.NewDecoder(bytes.NewReader(b)).Decode(&l); err != nil {
			return fmt.Errorf("sim: %s is not a kept mail (delete it): %w", f, err)
		}
		m.mails = append(m.mails, l)
	}
	return nil
}
