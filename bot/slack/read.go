package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"github.com/beckon-desk/beckon/tickets"
)

// Reading what stands in Slack. Messages have the same types here as where they
// are delivered, so that both are taken in alike; the library's would fail on a
// page as a whole if one message of it held what they do not know.

// wirePage is a page of messages or of channels.
type wirePage struct {
	OK    bool   `json:"ok"`
	Error string `json:"error"`
	Next  struct {
		Cursor string `json:"next_cursor"` // "" on the last page
	} `json:"response_metadata"`
	Messages []wireEvent `json:"messages"` // without Channel and ChannelType
	Channels []struct {
		ID      string `json:"id"`
		Created int64  `json:"created"` // Unix time
	} `json:"channels"`
}

// Slack allows fifty calls a minute of a method that reads, some more at first, and
// one where it has not approved an app that is sold. Then it says how long to wait.
const (
	readEvery   = rate.Limit(1 / 1.5) // calls per second, after
	readBurst   = 20                  // at first: a small desk has read everything before people go on writing
	readLease   = 5 * time.Minute     // of the right to read, renewed before each call
	readLeaseID = "slack-read"        // name of the lease
	maxWait     = 2 * time.Minute     // that is waited when Slack asks for a wait
	maxWaits    = 10                  // that it may ask for in a row
	maxPageSize = 16 << 20            // bytes
	pageLimit   = "100"               // messages on a page; there may be fewer
)

// errNotAlone says that another instance has taken the reading over.
var errNotAlone = errors.New("another instance reads what was missed")

// alone has this instance do the reading, or reports that another does: two would
// answer everybody twice.
func (s *Slack) alone(ctx context.Context) error {
	_, mine, err := tickets.Acquire(ctx, s.cfg.Store, readLeaseID, s.holder, readLease, s.cfg.Now())
	if err == nil && !mine {
		err = errNotAlone
	}
	return err
}

// yield lets another instance read.
func (s *Slack) yield(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workLimit)
	defer cancel()
	if err := tickets.Yield(ctx, s.cfg.Store, readLeaseID, s.holder); err != nil {
		s.cfg.Log.Warn("the right to read what was missed was not given back; it ends by itself", "err", err)
	}
}

// ask calls a method that reads: slowly, and again whenever Slack asks for a wait.
func (s *Slack) ask(ctx context.Context, method string, args url.Values) (wirePage, error) {
	for waits := 0; ; waits++ {
		err := s.pace.Wait(ctx)
		if err == nil {
			err = s.alone(ctx)
		}
		if err != nil {
			return wirePage{}, err
		}
		p, err := s.call(ctx, method, args)
		limited := (*slack.RateLimitedError)(nil)
		if !errors.As(err, &limited) || waits == maxWaits || tickets.Sleep(ctx, min(limited.RetryAfter, maxWait)) != nil {
			return p, err
		}
	}
}

// call calls a method once. Its errors are those of the library.
func (s *Slack) call(ctx context.Context, method string, args url.Values) (p wirePage, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.cfg.APIURL+method, strings.NewReader(args.Encode()))
	if err != nil {
		return p, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+s.cfg.BotToken)
	answer, err := s.cfg.HTTP.Do(r)
	if err != nil {
		return p, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusTooManyRequests:
		seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After"))
		return p, &slack.RateLimitedError{RetryAfter: time.Duration(max(1, seconds)) * time.Second}
	default:
		return p, slack.StatusCodeError{Code: answer.StatusCode, Status: answer.Status}
	}
	if err = json.NewDecoder(io.LimitReader(answer.Body, maxPageSize)).Decode(&p); err == nil && !p.OK {
		err = slack.SlackErrorResponse{Err: p.Error}
	}
	return p, err
}

// inPassing reports whether what failed may go well later.
func inPassing(err error) bool {
	switch codeOf(err) {
	case "", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited":
		return true
	}
	return false
}
