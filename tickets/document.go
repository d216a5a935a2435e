package tickets

import (
	"context"
	"encoding/json"
	"fmt"
)

// ReadDocument returns what the named document says, the zero T when there is
// none. One that is no JSON of a T is an error that names it.
func ReadDocument[T any](ctx context.Context, s DocumentStore, name string) (T, error) {
	raw, err := s.Document(ctx, name, nil)
	if err != nil {
		var none T
		return none, err
	}
	return parseDocument[T](name, raw)
}

// changeDocument lets change alter what the named document says, the zero T when
// there is none. It may run more than once, and writes nothing when it returns an
// error; ErrUnchanged is none to the caller. An empty list is not kept.
func changeDocument[T any](ctx context.Context, s DocumentStore, name string, change func(*T) error) error {
	_, err := s.Document(ctx, name, func(old []byte) ([]byte, error) {
		t, err := parseDocument[T](name, old)
		if err != nil {
			return nil, err
		}
		if err := change(&t); err != nil {
			return nil, err
		}
		raw, err := json.Marshal(t)
		if s := string(raw); s == "null" || s == "[]" {
			return nil, err
		}
		return raw, err
	})
	return err
}

func parseDocument[T any](name string, raw []byte) (t T, err error) {
	if raw == nil {
		return t, nil
	}
	if err = json.Unmarshal(raw, &t); err != nil {
		err = fmt.Errorf("stored document %q: %w", name, err)
	}
	return t, err
}
