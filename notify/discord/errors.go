package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/tickets"
)

func set(codes ...int) map[int]bool {
	m := map[int]bool{}
	for _, c := range codes {
		m[c] = true
	}
	return m
}

// What Discord's error codes mean. A code in none of these is taken to be passing.
var (
	// refusesDM: this person gets no DM from us (closed, no common server, no such person).
	refusesDM = set(50007, 50278, 10013, 50033)
	// permanent: the same call will fail the same way.
	permanent = set(10003, 10008, 50001, 50003, 50005, 50006, 50013, 50021, 50035, 50083, 200000, 240000)
)

// codeOf returns Discord's error code within err, or 0.
func codeOf(err error) int {
	var e *discordgo.RESTError
	if errors.As(err, &e) && e.Message != nil {
		return e.Message.Code
	}
	return 0
}

// meaning sorts an error into what may be tried again and what not, in words
// fit for a moderator.
func meaning(err error) error {
	if err == nil {
		return nil
	}
	var limited *discordgo.RateLimitError
	var rest *discordgo.RESTError
	var call *url.Error
	var page *json.SyntaxError
	c := codeOf(err)
	switch {
	case c == 40003:
		return tickets.Because(tickets.CauseBusy, fmt.Errorf("Discord asks us to open fewer DMs at once (%d): %w", c, tickets.ErrNotNow))
	case c == 20026:
		return tickets.Because(tickets.CauseLoginRefused, fmt.Errorf("Discord takes our bot for a spammer and lets it write to nobody new (%d): appeal in the developer portal", c))
	case errors.Is(err, tickets.ErrUnconfirmed):
		return err
	case refusesDM[c]:
		return tickets.Because(tickets.CauseClosed, fmt.Errorf("%w: Discord lets us write no DM to this person (%d)", tickets.ErrPermanent, c))
	case c == 50001, c == 50013:
		return tickets.Because(tickets.CauseNoRight, fmt.Errorf("%w: Discord does not let us write there (%d): check the bot's permissions in that channel", tickets.ErrPermanent, c))
	case c == 200000, c == 240000:
		return tickets.Because(tickets.CauseRefused, fmt.Errorf("%w: Discord's filters refuse the message (%d)", tickets.ErrPermanent, c))
	case permanent[c]:
		return tickets.Because(tickets.CauseRefused, fmt.Errorf("%w: Discord refuses the message (%d)", tickets.ErrPermanent, c))
	case errors.As(err, &limited):
		return tickets.Because(tickets.CauseBusy, fmt.Errorf("Discord asks us to wait %s: %w", limited.RetryAfter, tickets.ErrNotNow))
	case errors.As(err, &page): // discordgo reads answers of 429 alone, and those of Cloudflare are no JSON
		return tickets.Because(tickets.CauseBusy, fmt.Errorf("Discord's gatekeeper asks us to wait: %w", tickets.ErrNotNow))
	case errors.As(err, &rest) && rest.Response != nil && rest.Response.StatusCode == http.StatusUnauthorized:
		return tickets.Because(tickets.CauseLoginRefused, errors.New("Discord refuses our token: set DISCORD_TOKEN to the bot's present one"))
	case errors.As(err, &rest) && rest.Response != nil:
		return tickets.Because(tickets.CauseFailing, fmt.Errorf("Discord answers %d (%d)", rest.Response.StatusCode, c))
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &call) && call.Timeout():
		return tickets.Because(tickets.CauseSlow, errors.New("Discord did not answer in time"))
	case call != nil:
		return tickets.Because(tickets.CauseUnreachable, fmt.Errorf("Discord cannot be reached: %w", call.Err))
	}
	return tickets.Because(tickets.CauseFailing, fmt.Errorf("Discord: %w", err))
}
