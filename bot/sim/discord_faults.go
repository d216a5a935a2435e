package sim

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// DiscordFault is what one or more of the next REST calls suffer, beyond what every simulator can do. Method is a route
// ("POST /channels/{id}/messages", any name in the braces), or a path ("POST /channels/123/messages"); "" is any call.
// The error codes of Fault.Code are Discord's numbers, such as "50013".
type DiscordFault struct {
	Fault
	RetryIn     time.Duration   // with Status 429, finer than RetryAfter
	Global      bool            // with Status 429: the limit of the whole bot; interactions are exempt from it
	HTML        bool            // answer a page of Cloudflare's instead of JSON; with Status 429 this is its ban
	StatusAfter int             // do the effect, then answer this status
	Until       <-chan struct{} // answer only when this is closed
}

// Fail makes one or more of the next calls go wrong as every simulator can.
func (d *Discord) Fail(f Fault) { d.FailDiscord(DiscordFault{Fault: f}) }

// FailDiscord makes one or more of the next calls go wrong as only Discord can.
func (d *Discord) FailDiscord(f DiscordFault) { d.faults.add(f) }

// Heal takes back the faults that no call has met yet.
func (d *Discord) Heal() { d.faults.clear() }

// discordFaults are those of calls known by their route or path.
type discordFaults struct {
	pending[DiscordFault, *DiscordFault]
}

// take uses up one count of the first fault that concerns the route or the path.
func (f *discordFaults) take(route, path string) DiscordFault {
	return f.first(func(ft DiscordFault) bool {
		return !(ft.Global && exemptFromGlobal(route)) && (ft.Method == "" || sameRoute(ft.Method, route) || ft.Method == path)
	})
}

var inBraces = regexp.MustCompile(`\{[^}]*\}`)

func sameRoute(a, b string) bool {
	return inBraces.ReplaceAllString(a, "{}") == inBraces.ReplaceAllString(b, "{}")
}

func exemptFromGlobal(route string) bool {
	return strings.Contains(route, " /interactions/") || strings.Contains(route, " /webhooks/")
}

// before answers in the place of the call, and says so, when the fault comes before any effect.
func (ft DiscordFault) before(w http.ResponseWriter, r *http.Request) (answered bool) {
	if ft.Until != nil {
		select {
		case <-ft.Until:
		case <-r.Context().Done():
			dropConnection()
		}
	}
	ft.strike(r.Context())
	switch {
	case ft.Status == http.StatusTooManyRequests:
		ft.rateLimit(w)
	case ft.Status != 0:
		writeFailure(w, ft.Status, ft.HTML)
	case ft.Code != "":
		e := errorOfCode(ft.Code)
		writeJSON(w, e.Status, e)
	default:
		return false
	}
	return true
}

func (ft DiscordFault) rateLimit(w http.ResponseWriter) {
	wait := time.Duration(max(ft.RetryAfter, 1)) * time.Second
	if ft.RetryIn > 0 {
		wait = ft.RetryIn
	}
	h := w.Header()
	h.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	if ft.HTML {
		writeFailure(w, http.StatusTooManyRequests, true)
		return
	}
	scope := "user"
	if ft.Global {
		scope = "global"
		h.Set("X-RateLimit-Global", "true")
	} else {
		h.Set("X-RateLimit-Limit", "5")
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", wait.Seconds()))
	}
	h.Set("X-RateLimit-Scope", scope)
	writeJSON(w, http.StatusTooManyRequests, object{"message": "You are being rate limited.", "retry_after": wait.Seconds(), "global": ft.Global})
}

// writeFailure is an answer that does not come from Discord's API but from what stands before it.
func writeFailure(w http.ResponseWriter, status int, html bool) {
	if !html && status != http.StatusBadGateway {
		writeJSON(w, status, object{"message": fmt.Sprintf("%d: %s", status, http.StatusText(status)), "code": 0})
		return
	}
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	if status == http.StatusTooManyRequests {
		title = "Error 1015: You are being rate limited"
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<!DOCTYPE html>\n<html><head><title>%s</title></head><body><h1>%s</h1><p>cloudflare</p></body></html>\n", title, title)
}

// errorOfCode finds the refusal that Discord gives under a code.
func errorOfCode(code string) *apiError {
	known := []*apiError{
		errUnknownChannel, errUnknownGuild, errUnknownMember, errUnknownMessage, errUnknownUser, errUnknownWebhook,
		errUnknownInteraction, errUnknownCommand, errWrongApplication, errAcknowledged, errMissingAccess, errDMChannel,
		errNotAuthor, errEmptyMessage, errClosedDM, errMissingPermissions, errInvalidRecipient, errThreadArchived,
		errNoMutualGuild, errThreadExists, errTooManyCommands,
	}
	for _, e := range known {
		if strconv.Itoa(e.Code) == code {
			return e
		}
	}
	n, _ := strconv.Atoi(code)
	return refuse(http.StatusBadRequest, n, "Refused by the simulator's fault")
}
