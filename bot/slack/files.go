package slack

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/beckon-desk/beckon/bot"
)

// attached are the files of a message, to be fetched as the app.
func (s *Slack) attached(files []wireFile) (all []bot.Attached) {
	for _, f := range files {
		all = append(all, bot.Attached{
			Name: f.Name, Line: f.line(), Size: f.Size,
			Fetch: func(ctx context.Context) (io.ReadCloser, error) { return s.fetch(ctx, f.Private) },
		})
	}
	return all
}

// fetch gets a file from where Slack keeps it. The token goes there and nowhere
// else: an address elsewhere is refused, and so is being led away, as one is to
// the log-in page without the scope files:read.
func (s *Slack) fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	at, err := url.Parse(address)
	if err != nil || at.Scheme+"://"+at.Host != s.origin && at.Scheme+"://"+at.Host != "https://files.slack.com" {
		return nil, fmt.Errorf("the file is not kept by Slack, but at %q", address)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+s.cfg.BotToken)
	resp, err := s.hooks.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("Slack answers %s; does the app have the scope files:read?", resp.Status)
	}
	return resp.Body, nil
}
