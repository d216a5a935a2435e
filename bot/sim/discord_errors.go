package sim

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf16"
)

// apiError is a refusal in Discord's own words. Errors is the tree under "errors" of a 50035.
type apiError struct {
	Status  int    `json:"-"`
	Code    int    `json:"code"`
	Message string `json:"message"`
	Errors  object `json:"errors,omitempty"`
}

func (e *apiError) Error() string { return fmt.Sprintf("%d %d %s", e.Status, e.Code, e.Message) }

func refuse(status, code int, message string) *apiError {
	return &apiError{Status: status, Code: code, Message: message}
}

// The refusals that the simulator gives, under Discord's codes.
var (
	errNotFound           = refuse(http.StatusNotFound, 0, "404: Not Found")
	errMethod             = refuse(http.StatusMethodNotAllowed, 0, "405: Method Not Allowed")
	errUnauthorized       = refuse(http.StatusUnauthorized, 0, "401: Unauthorized")
	errUserAgent          = refuse(http.StatusForbidden, 40333, "Cloudflare is blocking your request. This can often be resolved by setting a proper User Agent")
	errUnknownChannel     = refuse(http.StatusNotFound, 10003, "Unknown Channel")
	errUnknownGuild       = refuse(http.StatusNotFound, 10004, "Unknown Guild")
	errUnknownMember      = refuse(http.StatusNotFound, 10007, "Unknown Member")
	errUnknownMessage     = refuse(http.StatusNotFound, 10008, "Unknown Message")
	errUnknownUser        = refuse(http.StatusNotFound, 10013, "Unknown User")
	errUnknownWebhook     = refuse(http.StatusNotFound, 10015, "Unknown Webhook")
	errUnknownInteraction = refuse(http.StatusNotFound, 10062, "Unknown interaction")
	errUnknownCommand     = refuse(http.StatusNotFound, 10063, "Unknown application command")
	errWrongApplication   = refuse(http.StatusForbidden, 20012, "You are not authorized to perform this action on this application")
	errAcknowledged       = refuse(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	errMissingAccess      = refuse(http.StatusForbidden, 50001, "Missing Access")
	errDMChannel          = refuse(http.StatusForbidden, 50003, "Cannot execute action on a DM channel")
	errNotAuthor          = refuse(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
	errEmptyMessage       = refuse(http.StatusBadRequest, 50006, "Cannot send an empty message")
	errClosedDM           = refuse(http.StatusForbidden, 50007, "Cannot send messages to this user")
	errMissingPermissions = refuse(http.StatusForbidden, 50013, "Missing Permissions")
	errSystemMessage      = refuse(http.StatusForbidden, 50021, "Cannot execute action on a system message")
	errNoText             = refuse(http.StatusBadRequest, 50008, "Cannot send messages in a non-text channel")
	errInvalidRecipient   = refuse(http.StatusBadRequest, 50033, "Invalid Recipient(s)")
	errThreadArchived     = refuse(http.StatusBadRequest, 50083, "Thread is archived")
	errBadJSON            = refuse(http.StatusBadRequest, 50109, "The request body contains invalid JSON.")
	errNoMutualGuild      = refuse(http.StatusForbidden, 50278, "Cannot send messages to this user due to having no mutual guilds")
	errThreadExists       = refuse(http.StatusBadRequest, 160004, "A thread has already been created for this message")
	errReplyUnseen        = refuse(http.StatusForbidden, 160002, "Cannot reply without permission to read message history")
	errTooManyCommands    = refuse(http.StatusBadRequest, 30034, "Max number of daily application command creates has been reached (200)")
)

// formErrors collects what is wrong with a request body, by the path of the field.
type formErrors struct{ tree object }

// add notes a problem at a path such as "components.0.components.1.custom_id".
func (f *formErrors) add(path, code, message string) {
	if f.tree == nil {
		f.tree = object{}
	}
	at := f.tree
	for _, key := range strings.Split(path, ".") {
		next, ok := at[key].(object)
		if !ok {
			next = object{}
			at[key] = next
		}
		at = next
	}
	list, _ := at["_errors"].([]any)
	at["_errors"] = append(list, object{"code": code, "message": message})
}

// err is nil when nothing was noted, else a 50035 with the tree.
func (f *formErrors) err() error {
	if f.tree == nil {
		return nil
	}
	e := refuse(http.StatusBadRequest, 50035, "Invalid Form Body")
	e.Errors = f.tree
	return e
}

// require notes a missing field.
func (f *formErrors) require(path string) {
	f.add(path, "BASE_TYPE_REQUIRED", "This field is required")
}

// length checks a text against inclusive bounds, counted in UTF-16 units (the stricter reading of Discord's rule).
func (f *formErrors) length(path, text string, least, most int) {
	n := units(text)
	switch {
	case n == 0 && least > 0:
		f.require(path)
	case n > most && least > 0:
		f.add(path, "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	case n > most:
		f.add(path, "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", most))
	case n < least:
		f.add(path, "BASE_TYPE_MIN_LENGTH", fmt.Sprintf("Must be %d or more in length.", least))
	}
}

// units counts a text in UTF-16 code units.
func units(s string) int { return len(utf16.Encode([]rune(s))) }
