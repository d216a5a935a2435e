package mongo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/beckon-desk/beckon/tickets"
)

// record is a ticket or a person as stored. What queries choose, sort and count
// by stands in Find and Terms, always present and made anew at each write; Doc
// is what the domain knows and nothing else.
type record struct {
	ID     string        `bson:"_id"`
	Rev    bson.ObjectID `bson:"rev"`              // new at each write: whoever names an older one matches nothing
	Names  []string      `bson:"names"`            // what it is found by besides its id
	Fenced bool          `bson:"fenced,omitempty"` // holds nothing: its id was taken by who gave up waiting for it
	Doc    bson.Raw      `bson:"doc,omitempty"`
	Find   any           `bson:"find,omitempty"`
	Terms  []string      `bson:"terms,omitempty"`
	Outbox outbox        `bson:"outbox"`
}

// about is what the store needs to know of a ticket or a person.
type about struct {
	id     string
	names  []string
	find   any
	terms  []string
	outbox *[]tickets.Event
}

// shelf is a collection of records that hold a T.
type shelf[T any] struct {
	coll  *mongo.Collection
	names names
	turns tickets.Turns
	clock *clock
	about func(*T) about
}

func newShelf[T any](coll, named *mongo.Collection, clock *clock, tell func(*T) about) *shelf[T] {
	return &shelf[T]{coll: coll, names: names{coll: named, owners: coll, patience: patience}, clock: clock, about: tell}
}

// without is the projection that leaves out what only queries use.
var without = bson.D{{Key: "find", Value: 0}, {Key: "terms", Value: 0}}

// load returns a record and what it holds, or mongo.ErrNoDocuments.
func (s *shelf[T]) load(ctx context.Context, id string) (record, T, error) {
	var r record
	var t T
	err := s.coll.FindOne(ctx, byID(id), options.FindOne().SetProjection(without)).Decode(&r)
	if err == nil && r.Fenced {
		err = mongo.ErrNoDocuments
	}
	if err == nil {
		err = decode(r.Doc, &t)
	}
	return r, t, err
}

// read returns the record with an id, or that carries a name when the id is "".
func (s *shelf[T]) read(ctx context.Context, id, name string) (record, T, error) {
	if id != "" || name == "" {
		return s.load(ctx, id)
	}
	return s.byName(ctx, name)
}

// byName returns the record that carries a name.
func (s *shelf[T]) byName(ctx context.Context, name string) (record, T, error) {
	owner, err := s.names.owner(ctx, name)
	if err != nil {
		return record{}, *new(T), err
	}
	r, t, err := s.load(ctx, owner)
	if err == nil && !slices.Contains(r.Names, name) {
		err = mongo.ErrNoDocuments
	}
	return r, t, err
}

// written is a record that is ready to be sent, and what will be read from it.
type written[T any] struct {
	record
	raw bson.Raw
	t   T // shares nothing with the caller's
}

// write makes the record that holds t, with t's outbox behind that of old.
func (s *shelf[T]) write(old record, t T) (w written[T], err error) {
	a := s.about(&t)
	w.record = record{ID: a.id, Rev: bson.NewObjectID(), Names: a.names, Find: a.find, Terms: a.terms, Outbox: old.Outbox}
	if err = w.Outbox.add(*a.outbox, s.clock); err != nil {
		return w, err
	}
	*a.outbox = nil
	if w.Doc, err = encode(t); err != nil {
		return w, err
	}
	if err = decode(w.Doc, &w.t); err != nil {
		return w, err
	}
	w.raw, err = stored(w.record)
	return w, err
}

// create stores a new record. Names that are taken, or the id, fail with an
// error that wraps tickets.ErrExists.
func (s *shelf[T]) create(ctx context.Context, t T) (T, error) {
	var none T
	r, err := s.write(record{}, t)
	if err != nil {
		return none, err
	}
	var mine claims
	if err := s.names.claim(ctx, &mine, r.ID, r.Names); err != nil {
		s.names.release(context.WithoutCancel(ctx), mine)
		return none, err
	}
	_, err = s.coll.InsertOne(ctx, r.raw)
	if err == nil {
		return r.t, nil
	}
	if !mayBeWritten(err) {
		s.names.release(context.WithoutCancel(ctx), mine)
	}
	if mongo.IsDuplicateKeyError(err) && s.fenced(ctx, r.ID) {
		err = unavailable("This took too long, and was given up. Try again.", err)
	}
	return none, err
}

// fenced reports whether somebody gave up waiting for the record to be created.
func (s *shelf[T]) fenced(ctx context.Context, id string) bool {
	n, err := s.coll.CountDocuments(ctx, bson.D{{Key: "_id", Value: id}, {Key: "fenced", Value: true}})
	return err == nil && n > 0
}

// update changes the record with an id, or that carries a name when the id is
// "". keep restores what cannot be changed.
func (s *shelf[T]) update(ctx context.Context, id, name string, change func(*T) error, keep func(old, t *T)) (T, error) {
	var none T
	if id == "" && name != "" {
		r, _, err := s.byName(ctx, name)
		if err != nil {
			return none, err
		}
		id = r.ID
	}
	done, err := s.turns.Take(ctx, id)
	if err != nil {
		return none, err
	}
	defer done()
	mine := claims{}
	defer func() { s.names.release(context.WithoutCancel(ctx), mine) }()
	for try := 0; ; try++ {
		old, t, err := s.load(ctx, id)
		if err == nil && name != "" && !slices.Contains(old.Names, name) {
			err = mongo.ErrNoDocuments
		}
		if err != nil {
			return none, err
		}
		var was T // a copy that change cannot reach
		if err := decode(old.Doc, &was); err != nil {
			return none, err
		}
		if err := change(&t); errors.Is(err, tickets.ErrUnchanged) {
			return was, nil
		} else if err != nil {
			return none, verdict{err}
		}
		keep(&was, &t)
		now, err := s.replace(ctx, &mine, old, t)
		if !errors.Is(err, errRaced) {
			return now, err
		}
		if err := backOff(ctx, try); err != nil {
			return none, err
		}
	}
}

// errRaced means that somebody else wrote in between.
var errRaced = errors.New("somebody else wrote in between")

// replace writes t in place of old.
func (s *shelf[T]) replace(ctx context.Context, mine *claims, old record, t T) (T, error) {
	var none T
	r, err := s.write(old, t)
	if err != nil {
		return none, err
	}
	if err := s.names.claim(ctx, mine, r.ID, minus(r.Names, old.Names)); err != nil {
		return none, err
	}
	given, err := s.names.mark(ctx, r.ID, minus(old.Names, r.Names))
	if err != nil {
		return none, err
	}
	result, err := s.coll.ReplaceOne(ctx, bson.D{{Key: "_id", Value: r.ID}, {Key: "rev", Value: old.Rev}}, r.raw)
	switch {
	case mayBeWritten(err):
		*mine = nil // they may be in use now; if not, whoever wants them finds out
		return none, err
	case err != nil:
		return none, err
	case result.MatchedCount == 0:
		return none, fmt.Errorf("%s: %w", r.ID, errRaced)
	}
	for _, name := range r.Names {
		delete(*mine, name)
	}
	s.names.release(context.WithoutCancel(ctx), given)
	return r.t, nil
}

// verdict is what a change function returned: to be passed on as it is.
type verdict struct{ error }

func (v verdict) Unwrap() error { return v.error }

// minus returns what is in a but not in b.
func minus(a, b []string) []string {
	var rest []string
	for _, v := range a {
		if !slices.Contains(b, v) {
			rest = append(rest, v)
		}
	}
	return rest
}

// backOff waits a little, longer with each try, so that of many who change one
// record each gets through.
func backOff(ctx context.Context, try int) error {
	longest := min(time.Millisecond<<min(try, 8), 200*time.Millisecond)
	return tickets.Sleep(ctx, rand.N(longest)+time.Millisecond)
}

// answer makes of a call's outcome what the Store returns.
func answer[T any](ctx context.Context, t T, err error) (T, error) {
	var v verdict
	if errors.As(err, &v) {
		return t, v.error
	}
	return t, explain(ctx, err)
}
