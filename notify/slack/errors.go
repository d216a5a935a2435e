package slack

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/tickets"
)

func set(codes ...string) map[string]bool {
	m := map[string]bool{}
	for _, c := range codes {
		m[c] = true
	}
	return m
}

// What Slack's error codes mean. A code in none of these is taken to be passing.
var (
	// refusesDM: this person gets no DM from us.
	refusesDM = set("user_not_found", "users_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "invalid_user_combination")
	// forbidden: the app may not write there.
	forbidden = set("channel_not_found", "is_archived", "is_inactive", "not_in_channel", "restricted_action")
	// permanent: the same call will fail the same way.
	permanent = set("message_not_found", "cant_update_message", "edit_window_closed", "block_mismatch",
		"msg_too_long", "msg_blocks_too_long", "no_text", "invalid_blocks", "invalid_blocks_format", "invalid_arguments",
		"invalid_metadata_format", "metadata_too_large")
	// misconfigured: nothing is wrong with the message. It waits until an admin has put the app right.
	misconfigured = set("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope",
		"not_allowed_token_type", "no_permission", "access_denied", "org_login_required", "ekm_access_denied",
		"team_access_not_granted", "app_disabled")
	// threadGone: somebody deleted what the post was to reply to.
	threadGone = set("thread_not_found", "cannot_reply_to_message")
	// unreadable: a history that we may not look into.
	unreadable = set("missing_scope", "not_in_channel", "channel_not_found", "no_permission", "access_denied", "method_not_supported_for_channel_type")
)

// code returns Slack's error code within err, or "".
func code(err error) string {
	var e slack.SlackErrorResponse
	if errors.As(err, &e) {
		return e.Err
	}
	return ""
}

// meaning sorts an error into what may be tried again and what not, in words
// fit for a moderator.
func meaning(err error) error {
	if err == nil {
		return nil
	}
	var limited *slack.RateLimitedError
	var status slack.StatusCodeError
	var call *url.Error
	c := code(err)
	switch {
	case refusesDM[c]:
		return tickets.Because(tickets.CauseClosed, fmt.Errorf("%w: Slack lets us write no DM to this person (%s)", tickets.ErrPermanent, c))
	case c == "messages_tab_disabled":
		return tickets.Because(tickets.CauseNoRight, fmt.Errorf("%w: the app's Messages tab is switched off (%s): switch it on in App Home", tickets.ErrPermanent, c))
	case forbidden[c]:
		return tickets.Because(tickets.CauseNoRight, fmt.Errorf("%w: Slack does not let us write there (%s)", tickets.ErrPermanent, c))
	case permanent[c]:
		return tickets.Because(tickets.CauseRefused, fmt.Errorf("%w: Slack refuses the message (%s)", tickets.ErrPermanent, c))
	case misconfigured[c]:
		return tickets.Because(tickets.CauseLoginRefused, fmt.Errorf("Slack refuses our app (%s): check SLACK_BOT_TOKEN and the app's scopes", c))
	case errors.As(err, &limited):
		return tickets.Because(tickets.CauseBusy, fmt.Errorf("Slack asks us to wait %s: %w", limited.RetryAfter, tickets.ErrNotNow))
	case errors.As(err, &status):
		return tickets.Because(tickets.CauseFailing, fmt.Errorf("Slack answers %d", status.Code))
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &call) && call.Timeout():
		return tickets.Because(tickets.CauseSlow, errors.New("Slack did not answer in time"))
	case call != nil:
		return tickets.Because(tickets.CauseUnreachable, fmt.Errorf("Slack cannot be reached: %w", call.Err))
	}
	return tickets.Because(tickets.CauseFailing, fmt.Errorf("Slack: %w", err))
}
