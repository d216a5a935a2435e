package discord

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/beckon-desk/beckon/bot"
)

// attached are the files of a message. Discord's addresses of them end in a day
// or so, therefore links alone would not do.
func (d *Discord) attached(files []wireAttachment) (all []bot.Attached) {
	for _, f := range files {
		all = append(all, bot.Attached{
			Name: f.Filename, Line: f.line(), Size: f.Size,
			Fetch: func(ctx context.Context) (io.ReadCloser, error) { return d.fetch(ctx, f.URL) },
		})
	}
	return all
}

// fetch gets a file from where Discord keeps it, and from nowhere else. The
// address itself is the right to it.
func (d *Discord) fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	origins := []string{"https://cdn.discordapp.com", "https://media.discordapp.net", d.base.Scheme + "://" + d.base.Host}
	at, err := url.Parse(address)
	if err != nil || !slices.Contains(origins, at.Scheme+"://"+at.Host) {
		return nil, fmt.Errorf("the file is not kept by Discord, but at %q", address)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	resp, err := d.hooks.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("Discord answers %s", resp.Status)
	}
	return resp.Body, nil
}
