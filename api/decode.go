package api

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// maxBody is the longest request body, in bytes: twice the longest ticket in
// the worst encoding.
const maxBody = 512 << 10

// decode reads the request's JSON object into v. Malformed JSON, unknown fields
// and wrong types are Invalid, naming the field where there is one.
func decode(w http.ResponseWriter, r *http.Request, v any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		return failure(tickets.Invalid, "The body must be one JSON object and nothing after it.")
	}
	return explain(err)
}

// decodeAny is decode for verbs that work without a body.
func decodeAny(w http.ResponseWriter, r *http.Request, v any) error {
	err := decode(w, r, v)
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func explain(err error) error {
	var wrongType *json.UnmarshalTypeError
	var tooLong *http.MaxBytesError
	var badTime *time.ParseError
	var said *tickets.Error
	field, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &tooLong):
		return failure(tooLarge, "The body is too large; %d kB at most.", maxBody>>10)
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return invalid(wrongType.Field, "%s cannot be %s %s.", wrongType.Field, article(wrongType.Value), wrongType.Value)
	case errors.As(err, &wrongType):
		return failure(tickets.Invalid, "The body must be a JSON object.")
	case errors.As(err, &said):
		return said
	case errors.As(err, &badTime):
		return failure(tickets.Invalid, "A time must be written like 2026-01-31T09:00:00Z.")
	case unknown:
		field = strings.Trim(field, `"`)
		return invalid(field, "There is no field %s here.", field)
	case errors.Is(err, io.EOF):
		return caused(failure(tickets.Invalid, "The body is empty; send a JSON object."), err)
	}
	return caused(failure(tickets.Invalid, "The body is not JSON, or holds a value that cannot be read."), err)
}

// article fits what encoding/json calls values: number, string, bool, object, array.
func article(value string) string {
	if strings.HasPrefix(value, "o") || strings.HasPrefix(value, "a") {
		return "an"
	}
	return "a"
}

// nullable is a text that may be given, given as null, or left out.
type nullable struct {
	given bool
	text  string
}

// UnmarshalJSON reads a string or null.
func (n *nullable) UnmarshalJSON(b []byte) error {
	n.given = true
	return json.Unmarshal(b, &n.text)
}
