// Package ai holds the triagers that ask a model: Gemini and any server that
// speaks OpenAI's protocol, and the chain that falls back to one that needs
// none.
//
// The model proposes; nothing it says is taken on trust. A ticket's text is
// redacted before it leaves the machine, fenced as data in the prompt, and the
// answer is cut down to what may be answered: skills and categories that exist,
// one of three priorities, bounded texts, links to known hosts. A text that
// gives orders to the model is not shown to it at all (see Chain).
package ai

import (
	"context"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Options are what every model is given beside its address.
type Options struct {
	Instructions Instructions // the zero value means BuiltIn
	Redact       Redaction
	Links        []string      // hosts that notes may link to, with their subdomains; host:port for exactly that one. See DocumentationHosts
	Limit        time.Duration // for one answer; 0 means 20 s
}

// DocumentationHosts are public sites that notes may link to unless the desk
// says otherwise.
var DocumentationHosts = []string{
	"support.microsoft.com", "learn.microsoft.com", "support.apple.com", "support.google.com", "docs.github.com",
	"support.atlassian.com", "slack.com", "support.zoom.com", "help.ubuntu.com", "developer.mozilla.org", "support.mozilla.org",
	"docs.docker.com", "kubernetes.io", "go.dev", "docs.python.org", "nodejs.org", "postgresql.org",
}

func (o Options) instructions() Instructions {
	if o.Instructions.Text == "" {
		return BuiltIn
	}
	return o.Instructions
}

func (o Options) limit() time.Duration {
	if o.Limit > 0 {
		return o.Limit
	}
	return 20 * time.Second
}

// reply is what a model said.
type reply struct {
	text                string
	truncated           bool
	tokensIn, tokensOut int
}

// triage asks one model and makes an assessment of what it says. ask returns a
// *Failure or an error that failureOf understands.
func (o Options) triage(ctx context.Context, name string, r tickets.Request, ask func(context.Context, prompt) (reply, error)) (tickets.Assessment, error) {
	say := o.instructions()
	p := newPrompt(r, say, o.Redact)
	ctx, cancel := context.WithTimeout(ctx, o.limit())
	defer cancel()
	said, err := ask(ctx, p)
	if err != nil {
		return tickets.Assessment{}, failureOf(ctx, name, err)
	}
	if said.truncated {
		return tickets.Assessment{}, &Failure{Kind: Truncated, Model: name}
	}
	a, kind := p.read(said.text, r, newLinks(o.Links))
	if kind != "" {
		return tickets.Assessment{}, &Failure{Kind: kind, Model: name}
	}
	a.Prompt, a.TokensIn, a.TokensOut = say.Version, said.tokensIn, said.tokensOut
	return a, nil
}
