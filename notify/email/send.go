package email

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"github.com/beckon-desk/beckon/tickets"
)

// handOver gives one composed mail to the server. The steps are taken one by one
// rather than by the library's Send, which does not tell a reply lost after the
// end of DATA from a connection lost before it.
func (n *Notifier) handOver(ctx context.Context, to string, content []byte) error {
	wire, err := n.dial(ctx)
	if err != nil {
		return unreachable(ctx, n.server, err)
	}
	defer wire.Close()
	defer context.AfterFunc(ctx, wire.interrupt)()
	plain := isASCII(n.from.Address + to)
	client, err := n.greet(ctx, wire, plain)
	if err != nil {
		return unreachable(ctx, n.server, err)
	}
	if able, _ := client.Extension("SMTPUTF8"); !plain && !able { // what it would make of it, nobody knows
		_ = client.Quit()
		return tickets.Because(tickets.CauseBadAddress, fmt.Errorf("%w: the mail server takes no addresses beyond ASCII, such as %s", tickets.ErrPermanent, to))
	}
	if err := transact(client, n.from.Address, to, content); err != nil {
		return n.server.meaning(ctx, wire, err)
	}
	_ = client.Quit() // the mail has been accepted; how the goodbye goes does not matter
	return nil
}

// stageError names the step of a transaction that failed.
type stageError struct {
	handedOver bool // everything up to the end of DATA was given to the connection
	what       string
	refused    tickets.Cause // when the server refuses it
	err        error
}

func (e *stageError) Error() string { return e.what + ": " + e.err.Error() }
func (e *stageError) Unwrap() error { return e.err }

func transact(c *smtp.Client, from, to string, content []byte) error {
	if err := c.Mail("<" + from + ">"); err != nil {
		return &stageError{what: "the sender " + from, refused: tickets.CauseLoginRefused, err: err}
	}
	if err := c.Rcpt("<" + to + ">"); err != nil {
		return &stageError{what: "the address " + to, refused: tickets.CauseBadAddress, err: err}
	}
	w, err := c.Data()
	if err != nil {
		return &stageError{what: "the mail", refused: tickets.CauseRefused, err: err}
	}
	if _, err := w.Write(content); err != nil {
		return &stageError{what: "the mail", refused: tickets.CauseRefused, err: err}
	}
	if err := w.Close(); err != nil {
		return &stageError{handedOver: true, what: "the mail", refused: tickets.CauseRefused, err: err}
	}
	return nil
}

// meaning sorts a failed transaction into what may be tried again and what not.
func (s server) meaning(ctx context.Context, wire *conn, err error) error {
	var stage *stageError
	var reply *textproto.Error
	errors.As(err, &stage)
	switch {
	case errors.As(err, &reply) && isAuth(reply.Code):
		return errAuth(reply.Code)
	case reply != nil && reply.Code >= 500:
		return tickets.Because(stage.refused, fmt.Errorf("%w: the mail server refuses %s (%s)", tickets.ErrPermanent, stage.what, s.said(reply)))
	case reply != nil:
		return tickets.Because(tickets.CauseFailing, fmt.Errorf("the mail server puts %s off (%s)", stage.what, s.said(reply)))
	case stage.handedOver && !wire.writeFailed.Load():
		return fmt.Errorf("%w: %s had the whole mail, then its reply was lost", tickets.ErrUnconfirmed, s.address())
	}
	return unreachable(ctx, s, err)
}

// greet says hello, starts TLS and logs in, as the settings ask. plain means
// that both addresses are ASCII: asking for SMTPUTF8 without need makes older
// relays down the line bounce.
func (n *Notifier) greet(ctx context.Context, wire *conn, plain bool) (*smtp.Client, error) {
	var through net.Conn = wire
	if n.server.implicitTLS {
		secure := tls.Client(wire, n.tls)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		through = secure
	}
	opts := []mail.Option{
		mail.WithTLSConfig(n.tls), mail.WithTLSPolicy(n.server.starttls), mail.WithTimeout(n.timeout),
		mail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return through, nil }),
	}
	if n.server.implicitTLS {
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if n.server.user != "" {
		opts = append(opts, mail.WithUsername(n.server.user), mail.WithPassword(n.server.password), mail.WithOpportunisticSMTPAuth(
			mail.SMTPAuthPlain, mail.SMTPAuthLogin, mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthCramMD5))
	}
	if plain {
		opts = append(opts, mail.WithoutSMTPUTF8())
	}
	client, err := mail.NewClient(n.server.host, opts...)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(ctx)
}

// unreachable words a failure in which no mail has left.
func unreachable(ctx context.Context, s server, err error) error {
	var reply *textproto.Error
	switch {
	case errors.As(err, &reply) && isAuth(reply.Code):
		return errAuth(reply.Code)
	case errors.As(err, &reply):
		return tickets.Because(tickets.CauseFailing, fmt.Errorf("the mail server %s is not ready (%s)", s.address(), s.said(reply)))
	case ctx.Err() != nil, isTimeout(err):
		return tickets.Because(tickets.CauseSlow, fmt.Errorf("the mail server %s did not answer in time", s.address()))
	}
	return tickets.Because(tickets.CauseUnreachable, fmt.Errorf("the mail server %s cannot be used: %w", s.address(), err))
}

func isTimeout(err error) bool {
	var slow net.Error
	return errors.As(err, &slow) && slow.Timeout()
}

func isAuth(code int) bool { return code == 530 || code == 534 || code == 535 || code == 538 }

// errAuth leaves the server's words out: some repeat what was tried.
func errAuth(code int) error {
	return tickets.Because(tickets.CauseLoginRefused, fmt.Errorf("the mail server refuses our login (%d): check the user and password in SMTP_URL", code))
}

// said is what the server said, unless it repeats our password: some quote the
// command they do not like.
func (s server) said(reply *textproto.Error) string {
	for _, form := range []string{s.password, base64.StdEncoding.EncodeToString([]byte(s.password)),
		base64.StdEncoding.EncodeToString([]byte("\x00" + s.user + "\x00" + s.password))} {
		if s.user != "" && strings.Contains(reply.Msg, form) {
			return strconv.Itoa(reply.Code)
		}
	}
	return tickets.Clip(tickets.CleanLine(fmt.Sprintf("%d %s", reply.Code, reply.Msg)), 200)
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0 }

// dial connects. The deadline covers everything that follows.
func (n *Notifier) dial(ctx context.Context) (*conn, error) {
	raw, err := (&net.Dialer{Timeout: min(n.timeout, 10*time.Second)}).DialContext(ctx, "tcp", n.server.address())
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		err = raw.SetDeadline(deadline)
	}
	return &conn{Conn: raw}, err
}
