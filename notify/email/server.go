package email

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/wneessen/go-mail"
)

// server is where mail is handed over, and how.
type server struct {
	host, port     string
	user, password string
	implicitTLS    bool
	starttls       mail.TLSPolicy
}

// errURL never quotes the URL: it holds a password, and the parts that a parser
// complains about may be pieces of it.
var errURL = errors.New("SMTP_URL cannot be read: write it like smtp://user:password@mail.company.com:587 or smtps://…:465, with special characters of the password percent-encoded")

// parseServer reads smtp://user:password@host:port or smtps://…. Without a port,
// smtp means 587 and smtps 465. The query tls=opportunistic|mandatory|none sets
// what is wanted of STARTTLS; unset, it is mandatory when there is a password to
// protect and the server is not on this machine, else used when offered.
func parseServer(raw string) (server, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Opaque != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" {
		return server{}, errURL
	}
	s := server{host: u.Hostname(), port: u.Port(), user: u.User.Username(), starttls: mail.TLSOpportunistic}
	s.password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
		s.port = orElse(s.port, "587")
	case "smtps":
		s.port, s.implicitTLS = orElse(s.port, "465"), true
	default:
		return server{}, errors.New("SMTP_URL must start with smtp:// or smtps://")
	}
	if n, err := strconv.Atoi(s.port); err != nil || n < 1 || n > 65535 || s.host == "" {
		return server{}, errURL
	}
	if (s.user == "") != (s.password == "") {
		return server{}, errors.New("SMTP_URL has a user or a password but not both: give both, or neither")
	}
	err = s.setPolicy(u.Query()) // before s is copied: Go leaves the order of the two open in one return
	return s, err
}

func (s *server) setPolicy(query url.Values) error {
	if s.user != "" && !isLoopback(s.host) {
		s.starttls = mail.TLSMandatory
	}
	for key := range query {
		if key != "tls" {
			return errors.New("SMTP_URL has an option that is not known; there is only tls=opportunistic, tls=mandatory and tls=none")
		}
	}
	switch query.Get("tls") {
	case "":
	case "opportunistic":
		s.starttls = mail.TLSOpportunistic
	case "mandatory":
		s.starttls = mail.TLSMandatory
	case "none":
		s.starttls = mail.NoTLS
	default:
		return errors.New("SMTP_URL: tls must be opportunistic, mandatory or none")
	}
	if s.user != "" && !isLoopback(s.host) && !s.implicitTLS && s.starttls != mail.TLSMandatory {
		return errors.New("SMTP_URL would send the password in the clear: remove the tls option, or use smtps://")
	}
	return nil
}

// address is what to dial. It is fit for logs.
func (s server) address() string { return net.JoinHostPort(s.host, s.port) }

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
