package mongo

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/beckon-desk/beckon/tickets"
)

// outbox is the part of a record that holds its pending events, in the order
// they were caused.
type outbox struct {
	Events  []entry `bson:"events"`
	Last    int64   `bson:"last"`    // the largest Seq the record has given out
	Pending int64   `bson:"pending"` // Seq of the oldest event that waits, 0 when none does
	Parked  int64   `bson:"parked"`  // Seq of the oldest event given up on, 0 when there is none
}

// entry is one pending event. Seq grows within a record; between records it
// follows the clocks of the machines that wrote them.
type entry struct {
	Seq   int64    `bson:"seq"`
	Event bson.Raw `bson:"event"`
}

// event reads the entry.
func (e entry) event() (tickets.Event, error) {
	var ev tickets.Event
	err := decode(e.Event, &ev)
	return ev, err
}

// clock gives out the Seq of events: microseconds, never the same twice.
type clock struct{ last atomic.Int64 }

// after returns a Seq above that of the record's last event.
func (c *clock) after(last int64) int64 {
	for {
		before := c.last.Load()
		next := max(time.Now().UnixMicro(), before+1, last+1)
		if c.last.CompareAndSwap(before, next) {
			return next
		}
	}
}

// add makes events pending behind those there are.
func (o *outbox) add(events []tickets.Event, c *clock) error {
	entries := slices.Clone(o.Events)
	for _, e := range events {
		raw, err := encode(e)
		if err != nil {
			return err
		}
		o.Last = c.after(o.Last)
		entries = append(entries, entry{o.Last, raw})
	}
	return o.keep(entries)
}

// keep makes the entries those of the outbox.
func (o *outbox) keep(entries []entry) error {
	o.Events, o.Pending, o.Parked = slices.Clip(append([]entry{}, entries...)), 0, 0
	for _, entry := range entries {
		e, err := entry.event()
		if err != nil {
			return err
		}
		oldest := &o.Pending
		if e.Parked {
			oldest = &o.Parked
		}
		if *oldest == 0 {
			*oldest = entry.Seq
		}
	}
	return nil
}

// found is an event with its place in the order of all.
type found struct {
	seq   int64
	event tickets.Event
}

// PendingEvents implements tickets.Store.
func (s *Store) PendingEvents(ctx context.Context, f tickets.EventFilter) ([]tickets.Event, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	if f.Limit <= 0 {
		f.Limit = tickets.DefaultPage
	}
	var oldest []found
	for _, coll := range s.outboxes() {
		var err error
		if oldest, err = gather(call, coll, f, oldest); err != nil {
			return nil, explain(ctx, err)
		}
	}
	var events []tickets.Event
	for _, o := range oldest {
		events = append(events, o.event)
	}
	return events, nil
}

func (s *Store) outboxes() []*mongo.Collection {
	return []*mongo.Collection{s.tickets.coll, s.users.coll}
}

// pendingQuery chooses the records with events that f may choose, oldest first.
func pendingQuery(f tickets.EventFilter) query {
	field := "outbox.pending"
	if f.Parked {
		field = "outbox.parked"
	}
	return query{filter: bson.D{{Key: field, Value: bson.D{{Key: "$gt", Value: 0}}}}, sort: bson.D{{Key: field, Value: 1}}}
}

// gather adds a collection's events to the oldest, of which it returns as many
// as f allows. It reads no further than to the first record that can have none.
func gather(ctx context.Context, coll *mongo.Collection, f tickets.EventFilter, oldest []found) ([]found, error) {
	q := pendingQuery(f)
	cursor, err := coll.Find(ctx, q.filter, options.Find().SetSort(q.sort).SetBatchSize(int32(min(f.Limit, 1000))).
		SetProjection(bson.D{{Key: "outbox", Value: 1}}))
	if err != nil {
		return nil, err
	}
	defer func() { _ = cursor.Close(context.WithoutCancel(ctx)) }()
	for cursor.Next(ctx) {
		var r record
		if err := cursor.Decode(&r); err != nil {
			return nil, err
		}
		first := r.Outbox.Pending
		if f.Parked {
			first = r.Outbox.Parked
		}
		if len(oldest) >= f.Limit && first > oldest[f.Limit-1].seq {
			break
		}
		more, err := r.Outbox.choose(f)
		if err != nil {
			return nil, err
		}
		oldest = append(oldest, more...)
		slices.SortStableFunc(oldest, func(a, b found) int {
			return cmp.Or(cmp.Compare(a.seq, b.seq), cmp.Compare(a.event.ID, b.event.ID))
		})
		// A record that changes meanwhile may come twice.
		oldest = slices.CompactFunc(oldest, func(a, b found) bool { return a.seq == b.seq && a.event.ID == b.event.ID })
		oldest = oldest[:min(len(oldest), f.Limit)]
	}
	return oldest, cursor.Err()
}

// choose returns the outbox's events that f chooses.
func (o *outbox) choose(f tickets.EventFilter) ([]found, error) {
	var chosen []found
	for _, entry := range o.Events {
		e, err := entry.event()
		if err != nil {
			return nil, err
		}
		if e.Parked == f.Parked && (f.Due.IsZero() || !e.NextAt.After(f.Due)) {
			chosen = append(chosen, found{entry.Seq, e})
		}
	}
	return chosen, nil
}

// SettleEvents implements tickets.Store.
func (s *Store) SettleEvents(ctx context.Context, outcomes []tickets.Settlement) error {
	call, cancel := s.limit(ctx)
	defer cancel()
	if len(outcomes) == 0 {
		return ctx.Err()
	}
	for _, coll := range s.outboxes() {
		if err := settle(call, coll, outcomes); err != nil {
			return explain(ctx, err)
		}
	}
	return nil
}

// settle settles the events that a collection's records hold, again until no
// record is left that holds one otherwise than it should.
func settle(ctx context.Context, coll *mongo.Collection, outcomes []tickets.Settlement) error {
	filter := settleQuery(outcomes)
	for try := 0; ; try++ {
		cursor, err := coll.Find(ctx, filter, options.Find().SetProjection(bson.D{{Key: "rev", Value: 1}, {Key: "outbox", Value: 1}}))
		if err != nil {
			return err
		}
		var records []record
		if err := cursor.All(ctx, &records); err != nil {
			return err
		}
		var writes []mongo.WriteModel
		for _, r := range records {
			changed, err := r.Outbox.settle(outcomes)
			if err != nil {
				return err
			}
			if changed {
				writes = append(writes, r.writeOutbox())
			}
		}
		if len(writes) == 0 {
			return nil
		}
		result, err := coll.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(false))
		if err != nil || int(result.MatchedCount) == len(writes) {
			return err
		}
		if err := backOff(ctx, try); err != nil {
			return err
		}
	}
}

// settleQuery chooses the records that hold one of the events.
func settleQuery(outcomes []tickets.Settlement) bson.D {
	var ids []string
	for _, o := range outcomes {
		ids = append(ids, o.Event.ID)
	}
	return bson.D{oneOf("outbox.events.event.id", unique(ids))}
}

// settle applies the outcomes, and reports whether that changed anything.
func (o *outbox) settle(outcomes []tickets.Settlement) (changed bool, err error) {
	var rest []entry
	for _, entry := range o.Events {
		e, err := entry.event()
		if err != nil {
			return false, err
		}
		i := slices.IndexFunc(outcomes, func(s tickets.Settlement) bool { return s.Event.ID == e.ID })
		if i >= 0 && outcomes[i].Delivered {
			continue
		}
		if i >= 0 {
			next := outcomes[i].Event
			e.Attempts, e.NextAt, e.Error, e.Parked = next.Attempts, next.NextAt, next.Error, next.Parked
			raw, err := encode(e)
			if err != nil {
				return false, err
			}
			changed = changed || !slices.Equal(raw, entry.Event)
			entry.Event = raw
		}
		rest = append(rest, entry)
	}
	changed = changed || len(rest) != len(o.Events)
	return changed, o.keep(rest)
}

// writeOutbox returns the write of the outbox alone.
func (r *record) writeOutbox() mongo.WriteModel {
	return mongo.NewUpdateOneModel().
		SetFilter(bson.D{{Key: "_id", Value: r.ID}, {Key: "rev", Value: r.Rev}}).
		SetUpdate(bson.D{{Key: "$set", Value: bson.D{
			{Key: "rev", Value: bson.NewObjectID()}, {Key: "outbox", Value: r.Outbox},
		}}})
}
