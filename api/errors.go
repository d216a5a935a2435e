package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/beckon-desk/beckon/tickets"
)

// Kinds of failure that only HTTP knows.
const (
	methodNotAllowed tickets.Kind = "method_not_allowed"
	tooLarge         tickets.Kind = "too_large"
)

// statuses maps every kind of failure to its status; the kind is the code.
var statuses = map[tickets.Kind]int{
	tickets.Invalid:         http.StatusBadRequest,
	tickets.Unauthenticated: http.StatusUnauthorized,
	tickets.Forbidden:       http.StatusForbidden,
	tickets.NotFound:        http.StatusNotFound,
	methodNotAllowed:        http.StatusMethodNotAllowed,
	tickets.Conflict:        http.StatusConflict,
	tooLarge:                http.StatusRequestEntityTooLarge,
	tickets.TooMany:         http.StatusTooManyRequests,
	tickets.Internal:        http.StatusInternalServerError,
	tickets.Unavailable:     http.StatusServiceUnavailable,
}

type errorView struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Code    tickets.Kind      `json:"code"`
	Reason  tickets.Reason    `json:"reason,omitempty"`
	Args    []string          `json:"args,omitempty"`
	Message string            `json:"message"`
	Fields  map[string]string `json:"fields,omitempty"`
	Cause   tickets.Cause     `json:"cause,omitempty"`
}

// reasons names what only the API says, as it is given to failure.
var reasons = map[string]tickets.Reason{
	"This can only be done from the desk's own pages.":                                         "own_pages_only",
	"Too many tries from this address. Wait a moment, then try again.":                         "too_many_here",
	"You follow the desk in too many windows at once; %d at most. Close some, then try again.": "too_many_streams",
	"That took too long. Please try again in a moment.":                                        "took_too_long",
	"That is not a ticket's number. Numbers look like 42.":                                     "no_number",
	"The file broke off on its way. Try again.":                                                "file_broke_off",
	"The file took too long on its way. Try again, or send a smaller one.":                     "file_took_too_long",
	"%s is not set up. Set it up first, then send a test.":                                     "not_set_up",

	// What was sent cannot be read, or holds what is not there.
	"The body is empty; send a JSON object.":                                 "body_empty",
	"The body is not JSON, or holds a value that cannot be read.":            "body_unreadable",
	"The body must be a JSON object.":                                        "body_no_object",
	"The body must be one JSON object and nothing after it.":                 "body_not_one",
	"The body is too large; %d kB at most.":                                  "body_too_large",
	"There is no field %s here.":                                             "unknown_field",
	"%s cannot be %s %s.":                                                    "wrong_type",
	"A time must be written like 2026-01-31T09:00:00Z.":                      "bad_time",
	"Send the whole list of skills.":                                         "skills_missing",
	"Send the whole list of views.":                                          "views_missing",
	"The part of the address after ? cannot be read.":                        "bad_query",
	"There is no parameter %s. Choose from %s.":                              "unknown_parameter",
	"%s must be true or false.":                                              "bad_flag",
	"%s must be a date like 2026-01-31 or a time like 2026-01-31T09:00:00Z.": "bad_date",
	"By must be one of assignee, status, priority, skill, category, platform, day; leave it out for the total.": "bad_grouping",
	"Format must be csv or json.":                                          "bad_format",
	"The Idempotency-Key is too long; 200 bytes at most.":                  "idempotency_key_long",
	`If-Match must be the ETag of the ticket as you read it, such as "7".`: "bad_if_match",
	"There is no integration called %s.":                                   "no_integration",
	"There is nothing at %s. See /api/openapi.json for what there is.":     "no_route",
	"%s cannot be done to %s.":                                             "no_method",
	"This access token has expired. Refresh it, or log in.":                "token_expired",
}

// failure is an error with a sentence for people.
func failure(kind tickets.Kind, format string, args ...any) *tickets.Error {
	e := &tickets.Error{Kind: kind, Reason: reasons[format], Message: fmt.Sprintf(format, args...)}
	for _, a := range args {
		e.Args = append(e.Args, fmt.Sprint(a))
	}
	return e
}

// invalid is a failure of a field of what was sent.
func invalid(field, format string, args ...any) *tickets.Error {
	e := failure(tickets.Invalid, format, args...)
	e.Fields = map[string]string{field: e.Message}
	return e
}

// caused is a failure with its cause, for the log.
func caused(e *tickets.Error, cause error) *tickets.Error {
	e.Err = cause
	return e
}

// fail is the one place where errors are logged and rendered. What is shown is
// the sentence for people; the cause goes to the log.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is left to tell
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = caused(failure(tickets.Unavailable, "That took too long. Please try again in a moment."), err)
	}
	body := errorBody{Code: tickets.KindOf(err), Message: tickets.MessageOf(err)}
	body.Reason, body.Args = tickets.ReasonOf(err)
	var e *tickets.Error
	if errors.As(err, &e) {
		body.Fields, body.Cause = e.Fields, e.Cause
	}
	status, known := statuses[body.Code]
	if !known {
		status, body.Code = http.StatusInternalServerError, tickets.Internal
	}
	if status >= 500 {
		a.log.ErrorContext(r.Context(), "request failed", "request", requestID(r), "method", r.Method, "path", r.URL.Path, "err", err)
	}
	if h := w.Header(); h.Get("Retry-After") == "" {
		switch status {
		case http.StatusTooManyRequests:
			h.Set("Retry-After", "30")
		case http.StatusServiceUnavailable:
			h.Set("Retry-After", "5")
		}
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	_ = writeJSON(w, status, errorView{body}) // a client that has gone needs no answer
}

// writeJSON answers with v. The error is that of writing to the client.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, err = w.Write(append(body, '\n'))
	return err
}

// nothing answers that it is done and there is nothing to show.
func nothing(w http.ResponseWriter) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}
