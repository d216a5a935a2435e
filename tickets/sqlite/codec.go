package sqlite

import (
	"encoding/json"
	"reflect"
	"sync"
	"time"

	fastjson "github.com/goccy/go-json"

	"github.com/beckon-desk/beckon/tickets"
)

// Documents are written by the standard library, and read by one that takes a
// fifth of the time: reading is most of what a list costs.
func unmarshal(doc []byte, v any) error { return fastjson.Unmarshal(doc, v) }

// log is the part of a ticket that lists leave out.
type log struct {
	Comments []tickets.Comment `json:"comments,omitempty"`
	History  []tickets.Change  `json:"history,omitempty"`
	Notices  []tickets.Notice  `json:"notices,omitempty"`
}

// encode returns the ticket's two documents.
func encode(t tickets.Ticket) (row, rest []byte, err error) {
	rest, err = json.Marshal(log{t.Comments, t.History, t.Notices})
	if err != nil {
		return nil, nil, err
	}
	t.Comments, t.History, t.Notices, t.Outbox = nil, nil, nil, nil
	row, err = json.Marshal(t)
	return row, rest, err
}

// decode makes a ticket of its documents; rest is nil for a list's row.
func decode(number int64, row, rest []byte) (tickets.Ticket, error) {
	var t tickets.Ticket
	if err := unmarshal(row, &t); err != nil {
		return t, err
	}
	t.Number = tickets.Number(number)
	if rest == nil {
		return t, nil
	}
	var l log
	err := unmarshal(rest, &l)
	t.Comments, t.History, t.Notices = l.Comments, l.History, l.Notices
	return t, err
}

// inUTC brings every time within *v to UTC and the millisecond, as stored.
func inUTC(v any) { toUTC(reflect.ValueOf(v).Elem()) }

var timeType = reflect.TypeFor[time.Time]()

func toUTC(v reflect.Value) {
	if !holdsTime(v.Type()) {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == timeType {
			t := v.Addr().Interface().(*time.Time)
			*t = t.UTC().Truncate(time.Millisecond)
			return
		}
		for i := range v.NumField() {
			toUTC(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			toUTC(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			toUTC(v.Elem())
		}
	}
}

var timeHolders sync.Map // reflect.Type → bool

// holdsTime reports whether values of the type can contain a time.
func holdsTime(t reflect.Type) bool {
	if known, ok := timeHolders.Load(t); ok {
		return known.(bool)
	}
	holds := t == timeType
	switch t.Kind() {
	case reflect.Struct:
		for i := 0; i < t.NumField() && !holds; i++ {
			holds = holdsTime(t.Field(i).Type)
		}
	case reflect.Slice, reflect.Pointer:
		holds = holdsTime(t.Elem())
	}
	timeHolders.Store(t, holds)
	return holds
}
