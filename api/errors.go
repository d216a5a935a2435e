package api

import (
	"context"
	"encoding/json"
	"errors"
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
}

func failure(kind tickets.Kind, message string) *tickets.Error {
	return &tickets.Error{Kind: kind, Message: message}
}

func invalid(field, message string) *tickets.Error {
	return &tickets.Error{Kind: tickets.Invalid, Message: message, Fields: map[string]string{field: message}}
}

// fail is the one place where errors are logged and rendered. What is shown is
// the sentence for people; the cause goes to the log.
func (a *api) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // nobody is left to tell
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = &tickets.Error{Kind: tickets.Unavailable, Reason: "took_too_long", Message: "That took too long. Please try again in a moment.", Err: err}
	}
	body := errorBody{Code: tickets.KindOf(err), Message: tickets.MessageOf(err)}
	body.Reason, body.Args = tickets.ReasonOf(err)
	var e *tickets.Error
	if errors.As(err, &e) {
		body.Fields = e.Fields
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
