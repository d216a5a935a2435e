// Package email tells people by mail: a tickets.Notifier over SMTP.
//
// A mail cannot be taken back or looked for, so the question after a failure is
// only whether it has left. It has when the server has everything up to the end
// of DATA; a reply lost after that is tickets.ErrUnconfirmed, and the mail is
// not sent again. The Message-ID is the same over retries, so that mailboxes
// which fold repeats together can.
package email

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Config is what a Notifier needs.
type Config struct {
	URL     string           // smtp://user:password@host:port or smtps://…; see SMTP_URL in the README
	From    string           // "Help desk <desk@company.com>" or a bare address
	Timeout time.Duration    // longest time for one mail, connecting included; 0 means 30 s
	Clock   func() time.Time // nil for the machine's clock
	TLS     *tls.Config      // nil for the machine's certificate authorities
}

// Notifier sends mail. It is safe for concurrent use; each mail has its own
// connection.
type Notifier struct {
	server  server
	from    mail.Address
	domain  string // of From: Message-IDs are made in it
	timeout time.Duration
	clock   func() time.Time
	tls     *tls.Config
}

var _ tickets.Notifier = (*Notifier)(nil)

// New checks the settings and returns a Notifier; it does not connect. Its
// errors name the setting and never hold the password.
func New(c Config) (*Notifier, error) {
	s, err := parseServer(c.URL)
	if err != nil {
		return nil, err
	}
	from, err := mail.ParseAddress(tickets.CleanLine(c.From))
	if err != nil || !strings.Contains(from.Address, "@") {
		return nil, errors.New(`MAIL_FROM must be an address such as desk@company.com or "Help desk <desk@company.com>"`)
	}
	n := &Notifier{server: s, from: *from, timeout: c.Timeout, clock: c.Clock, tls: c.TLS}
	n.domain = from.Address[strings.LastIndex(from.Address, "@")+1:]
	if n.timeout <= 0 {
		n.timeout = 30 * time.Second
	}
	if n.clock == nil {
		n.clock = time.Now
	}
	if n.tls == nil {
		n.tls = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	n.tls = n.tls.Clone()
	n.tls.ServerName = s.host
	return n, nil
}

// Reaches reports whether the person has a mail address.
func (n *Notifier) Reaches(u tickets.User) bool { return u.Email != "" }

// Notify sends one mail. The place it returns is the mail's Message-ID, by which
// an answer to it can be recognised.
func (n *Notifier) Notify(ctx context.Context, m tickets.Message) (tickets.Place, error) {
	to, err := mail.ParseAddress(string(m.To.Email))
	if err != nil {
		return tickets.Place{}, tickets.Because(tickets.CauseNoAddress, fmt.Errorf("%w: %s has no usable mail address", tickets.ErrPermanent, m.To.Name))
	}
	to.Name = tickets.CleanLine(m.To.Name)
	content, err := n.compose(m, to)
	if err != nil {
		return tickets.Place{}, fmt.Errorf("%w: %w", tickets.ErrPermanent, err)
	}
	ctx, cancel := context.WithTimeout(ctx, n.timeout)
	defer cancel()
	if err := n.handOver(ctx, to.Address, content); err != nil {
		return tickets.Place{}, err
	}
	return tickets.Place{Platform: tickets.Mail, Message: n.messageID(m.Key)}, nil
}
