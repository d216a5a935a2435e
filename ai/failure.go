package ai

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Failure is why a model gave no assessment. Its text is a sentence fit for
// people; it holds neither address nor key, and wraps nothing that might.
type Failure struct {
	Kind  FailureKind
	Model string // who failed, such as "Gemini"
	About string // the particulars, fit for people; may be ""

	status int // of the answer, when that is the failure
}

// FailureKind says what sort of failure it is.
type FailureKind string

// The kinds of failure.
const (
	Unreachable FailureKind = "unreachable" // no connection, or an error of its own
	Slow        FailureKind = "slow"        // no answer within the time limit
	Busy        FailureKind = "busy"        // a rate limit or a used-up quota
	Refused     FailureKind = "refused"     // the key, the model's name or the request is wrong
	Blocked     FailureKind = "blocked"     // it will not read or answer this ticket
	Truncated   FailureKind = "truncated"   // its answer stops in the middle
	Garbled     FailureKind = "garbled"     // its answer is not what was asked for
	Misled      FailureKind = "misled"      // its answer repeats what only its instructions hold
)

// Passing reports whether asking again soon may help. Slow is not: the ticket
// has waited for the whole time limit, and is not to wait for another.
func (k FailureKind) Passing() bool {
	return k == Unreachable || k == Busy || k == Garbled
}

// outage reports whether the model, not the ticket, is the trouble.
func (k FailureKind) outage() bool {
	return k == Unreachable || k == Slow || k == Busy || k == Refused
}

var failureWords = map[FailureKind]string{
	Unreachable: "could not be reached",
	Slow:        "did not answer in time",
	Busy:        "is too busy",
	Refused:     "refuses our requests",
	Blocked:     "will not read this text",
	Truncated:   "stopped in the middle of its answer",
	Garbled:     "gave an answer that makes no sense",
	Misled:      "was misled by the text",
}

// Cause is the kind as tickets name it.
func (k FailureKind) Cause() tickets.Cause { return tickets.Cause("model_" + k) }

// Cause is the kind as tickets name it; tickets.CauseOf asks for it.
func (f *Failure) Cause() tickets.Cause { return f.Kind.Cause() }

// Error says what happened in one sentence without a full stop.
func (f *Failure) Error() string {
	s := f.Model + " " + failureWords[f.Kind]
	if f.About != "" {
		s += " (" + f.About + ")"
	}
	return s
}

// transport sends requests with a key in their header, where no log of
// addresses finds it, and turns every answer that is no success into a Failure.
// A RoundTripper is not meant to judge answers; this one does because the client
// libraries behind it would retry for minutes, or put the address in the error.
type transport struct {
	model     string
	header    string // of the key
	value     string // the key as the header wants it; "" for none
	roundTrip http.RoundTripper
}

// maxReply is the most that is read of an answer, in bytes.
const maxReply = 1 << 20

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.value != "" {
		r = r.Clone(r.Context())
		r.Header.Set(t.header, t.value)
	}
	resp, err := t.roundTrip.RoundTrip(r)
	if err != nil {
		return nil, failureOf(r.Context(), t.model, err)
	}
	if resp.StatusCode/100 == 2 {
		resp.Body = limited{io.LimitReader(resp.Body, maxReply), resp.Body}
		return resp, nil
	}
	defer resp.Body.Close()
	f := &Failure{Kind: Refused, Model: t.model, About: fmt.Sprintf("it answers %d", resp.StatusCode), status: resp.StatusCode}
	switch {
	case resp.StatusCode == http.StatusTooManyRequests:
		f.Kind = Busy
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusRequestTimeout:
		f.Kind = Unreachable
	case resp.StatusCode == http.StatusNotFound:
		f.About = "404: check the base URL and the model's name; models are retired"
	case resp.StatusCode < 400:
		f.About = fmt.Sprintf("%d: check the base URL", resp.StatusCode)
	case resp.StatusCode == http.StatusBadRequest:
		f.About = "400: check the API key and the model's name"
	default:
		f.About = fmt.Sprintf("%d: check the API key", resp.StatusCode)
	}
	return nil, f
}

type limited struct {
	io.Reader
	io.Closer
}

// failureOf makes a Failure of whatever a client returned. Nothing of the
// error's own text is kept but the reason of a failed connection.
func failureOf(ctx context.Context, model string, err error) *Failure {
	var f *Failure
	var slow net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &f):
		return f
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return &Failure{Kind: Slow, Model: model}
	case errors.As(err, &dial) && dial.Err != nil:
		return &Failure{Kind: Unreachable, Model: model, About: dial.Op + ": " + lastWords(dial.Err)}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &Failure{Kind: Unreachable, Model: model, About: "it hung up"}
	}
	return &Failure{Kind: Garbled, Model: model}
}

func lastWords(err error) string {
	s := err.Error()
	return strings.TrimSpace(s[strings.LastIndex(s, ": ")+1:])
}

// client returns an HTTP client for a model.
func client(model, header, value string, limit time.Duration) *http.Client {
	return &http.Client{
		Timeout:       limit,
		Transport:     &transport{model: model, header: header, value: value, roundTrip: http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// checkURL refuses a base URL that cannot be one; setting is its name.
func checkURL(setting, raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.User != nil {
		return errors.New(setting + " must be an address such as https://models.company.com, without user, key or query")
	}
	return nil
}
