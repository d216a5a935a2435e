package tickets

import (
	"reflect"
	"testing"
	"time"
)

func TestCloneSharesNothing(t *testing.T) {
	var ticket Ticket
	fill(reflect.ValueOf(&ticket).Elem())
	clone := ticket.Clone()
	if !reflect.DeepEqual(ticket, clone) {
		t.Error("the clone differs")
	}
	for _, path := range shared(reflect.ValueOf(ticket), reflect.ValueOf(clone), "Ticket") {
		t.Errorf("%s is shared", path)
	}
}

// fill gives every slice, map and pointer within v one element.
func fill(v reflect.Value) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.Zero(v.Type().Key()), reflect.Zero(v.Type().Elem()))
	}
}

// shared returns where two equal values lead to the same memory.
func shared(a, b reflect.Value, path string) (paths []string) {
	switch a.Kind() {
	case reflect.Struct:
		if a.Type() == reflect.TypeFor[time.Time]() {
			return nil // its location is
		}
		for i := range a.NumField() {
			paths = append(paths, shared(a.Field(i), b.Field(i), path+"."+a.Type().Field(i).Name)...)
		}
	case reflect.Slice:
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
		for i := range a.Len() {
			paths = append(paths, shared(a.Index(i), b.Index(i), path+"[]")...)
		}
	case reflect.Map, reflect.Pointer:
		if a.Pointer() == b.Pointer() {
			return []string{path}
		}
	}
	return paths
}
