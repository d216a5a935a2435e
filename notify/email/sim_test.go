package email

import (
	"crypto/tls"
	"errors"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

func TestReplyLostOverTLSIsExactlyOneMail(t *testing.T) {
	s, err := sim.NewMail(sim.MailConfig{Username: "desk", Password: "secret", StartTLS: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n := notifier(t, s.URL(), func(c *Config) { c.TLS = &tls.Config{RootCAs: s.CertPool()} })
	s.Fail(sim.Fault{Method: "DATA", LoseReply: true})
	if _, err := n.Notify(t.Context(), message()); !errors.Is(err, tickets.ErrUnconfirmed) {
		t.Errorf("error %v, want ErrUnconfirmed", err)
	}
	if got := s.Mails("mo@corp.test"); len(got) != 1 || got[0].Subject != "[#42] Assigned to you: VPN drops every ten minutes" {
		t.Errorf("mails %+v, want one", got)
	}
}
