package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// elsewhere is a zone that no store keeps times in.
var elsewhere = time.FixedZone("elsewhere", 5*3600+45*60)

// filler gives every field within a value something of its own.
type filler struct{ n int64 }

// fill sets every field of *v, however deep, to a value that is neither zero
// nor used elsewhere; times have a foreign zone and nanoseconds. It fails on a
// kind of field it does not know, so that a new one cannot go untested.
func fill(t *testing.T, v any) {
	t.Helper()
	f := filler{}
	if err := f.set(reflect.ValueOf(v).Elem()); err != nil {
		t.Fatal(err)
	}
}

func (f *filler) set(v reflect.Value) error {
	f.n++
	switch value := v.Addr().Interface().(type) {
	case *time.Time:
		*value = dawn.Add(time.Duration(f.n)*time.Hour + 123_456_789*time.Nanosecond).In(elsewhere)
		return nil
	case *tickets.Status:
		*value = tickets.InProgress
		return nil
	case *tickets.Priority:
		*value = tickets.High
		return nil
	case *tickets.Role:
		*value = tickets.Moderator
		return nil
	case *[]tickets.Event:
		return nil // the outbox is tested by itself
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("Wörd %d <&> \"'\u2028\U0001F525", f.n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(f.n)
	case reflect.Uint8:
		v.SetUint(uint64(f.n%255 + 1))
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 0.1)
	case reflect.Struct:
		for i := range v.NumField() {
			if err := f.set(v.Field(i)); err != nil {
				return fmt.Errorf("%s.%w", v.Type().Field(i).Name, err)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			if err := f.set(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		if err := f.set(key); err != nil {
			return err
		}
		if err := f.set(value); err != nil {
			return err
		}
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
		v.SetMapIndex(reflect.Zero(v.Type().Key()), value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return f.set(v.Elem())
	default:
		return fmt.Errorf(": fill cannot make a %s; teach it", v.Type())
	}
	return nil
}

// kept brings every time within *v to what a store keeps: UTC, in milliseconds.
func kept(v any) { keep(reflect.ValueOf(v).Elem()) }

func keep(v reflect.Value) {
	if t, ok := v.Addr().Interface().(*time.Time); ok {
		*t = t.UTC().Truncate(time.Millisecond)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			keep(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			keep(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			keep(v.Elem())
		}
	}
}

// fullTicket returns a ticket with every field set, and how it is to be kept.
// Called twice, it returns the same but for the identifiers.
func fullTicket(t *testing.T) (given, want tickets.Ticket) {
	t.Helper()
	id := tickets.ID(newID())
	for _, v := range []*tickets.Ticket{&given, &want} {
		fill(t, v)
		v.ID = id
	}
	kept(&want)
	return given, want
}

// fullUser is to people what fullTicket is to tickets.
func fullUser(t *testing.T) (given, want tickets.User) {
	t.Helper()
	id := tickets.UserID(newID())
	for _, v := range []*tickets.User{&given, &want} {
		fill(t, v)
		v.ID, v.Email = id, "full@desk.test"
	}
	kept(&want)
	return given, want
}
