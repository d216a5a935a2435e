package email

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// manners are how a mail server behaves; the zero value takes everything.
type manners struct {
	greeting  string            // "" for 220
	say       map[string]string // reply to a verb (MAIL, RCPT, DATA, "." for the end of DATA, AUTH) instead of the usual
	silent    string            // the verb that is never answered
	ascii     bool              // does not offer SMTPUTF8
	loseReply bool              // takes the mail, then closes without the reply
	dieInData bool              // closes in the middle of DATA
	tls       *tls.Config       // offered by STARTTLS, or used from the start
	implicit  bool
	quotes    bool   // refuses AUTH with the command it got
	user      string // "user password" to be accepted; "" offers no AUTH
}

// sink is a mail server that says what a test wants it to say.
type sink struct {
	manners
	ln    net.Listener
	wait  sync.WaitGroup
	stop  chan struct{}
	dumb  chan struct{} // closed when the silent verb is met
	mu    sync.Mutex
	mails []delivered
	asked []string // verbs, in order
}

type delivered struct {
	from, to, data string
	secure         bool
}

func start(t *testing.T, m manners) *sink {
	t.Helper()
	s := &sink{manners: m}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if s.implicit {
		ln = tls.NewListener(ln, s.tls)
	}
	s.ln, s.stop, s.dumb = ln, make(chan struct{}), make(chan struct{})
	s.wait.Add(1)
	go func() {
		defer s.wait.Done()
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			s.wait.Add(1)
			go func() { defer s.wait.Done(); defer c.Close(); s.serve(c) }()
		}
	}()
	t.Cleanup(func() { close(s.stop); ln.Close(); s.wait.Wait() })
	return s
}

func (s *sink) url() string { return "smtp://" + s.ln.Addr().String() }

func (s *sink) received() []delivered {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivered(nil), s.mails...)
}

func (s *sink) sawVerb(verb string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.asked {
		if v == verb {
			return true
		}
	}
	return false
}

func (s *sink) serve(c net.Conn) {
	r, m, secure := bufio.NewReader(c), delivered{}, s.implicit
	greeting := s.greeting
	if greeting == "" {
		greeting = "220 sink"
	}
	fmt.Fprintf(c, "%s\r\n", greeting)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb := strings.ToUpper(strings.Fields(line + " ?")[0])
		s.mu.Lock()
		s.asked = append(s.asked, verb)
		s.mu.Unlock()
		reply := s.usual(verb, line)
		if verb == s.silent {
			close(s.dumb)
			<-s.stop
			return
		}
		if own := s.say[verb]; own != "" {
			fmt.Fprintf(c, "%s\r\n", own)
			continue
		}
		fmt.Fprintf(c, "%s\r\n", reply)
		switch verb {
		case "STARTTLS":
			up := tls.Server(c, s.tls)
			if up.Handshake() != nil {
				return
			}
			c, r, secure = up, bufio.NewReader(up), true
		case "MAIL":
			m = delivered{from: line, secure: secure}
		case "RCPT":
			m.to = line
		case "DATA":
			if !s.data(c, r, &m) {
				return
			}
		case "QUIT":
			return
		}
	}
}

func (s *sink) usual(verb, line string) string {
	switch verb {
	case "EHLO":
		lines := []string{"sink", "8BITMIME", "ENHANCEDSTATUSCODES"}
		if !s.ascii {
			lines = append(lines, "SMTPUTF8")
		}
		if s.tls != nil && !s.implicit {
			lines = append(lines, "STARTTLS")
		}
		if s.user != "" {
			lines = append(lines, "AUTH PLAIN LOGIN")
		}
		for i := range lines[:len(lines)-1] {
			lines[i] = "250-" + lines[i]
		}
		lines[len(lines)-1] = "250 " + lines[len(lines)-1]
		return strings.Join(lines, "\r\n")
	case "AUTH":
		if s.quotes {
			return "501 what is " + line
		}
		user, password, _ := strings.Cut(s.user, " ")
		if strings.HasSuffix(line, base64.StdEncoding.EncodeToString([]byte("\x00"+user+"\x00"+password))) {
			return "235 welcome"
		}
		return "535 5.7.8 no: " + line
	case "DATA":
		return "354 go on"
	case "STARTTLS":
		return "220 ready"
	case "QUIT":
		return "221 bye"
	}
	return "250 ok"
}

// data reads one mail and answers its end; it reports whether to go on.
func (s *sink) data(c net.Conn, r *bufio.Reader, m *delivered) bool {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || s.dieInData {
			return false
		}
		if line == ".\r\n" {
			break
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
	if own := s.say["."]; own != "" {
		fmt.Fprintf(c, "%s\r\n", own)
		return true
	}
	m.data = b.String()
	s.mu.Lock()
	s.mails = append(s.mails, *m)
	s.mu.Unlock()
	if s.loseReply {
		return false
	}
	if s.silent == "." {
		close(s.dumb)
		<-s.stop
		return false
	}
	fmt.Fprintf(c, "250 queued\r\n")
	return true
}

// certificate returns a server's TLS settings and those of a client that trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sink"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: pool}
}
