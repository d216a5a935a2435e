package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/beckon-desk/beckon/tickets"
)

// A name leads to one record: a document {_id: name, owner: the record's id}. It
// is claimed before the record that carries it is written, and released after
// one that no longer does. The record decides: a name whose owner does not carry
// it is free, whatever the document says, and is merely on its way in, on its
// way out, or left over from a process that died.
//
// Whoever wants a name that another record has claimed but does not carry waits
// for the other to finish. When nothing happens, it fences the other off and
// takes the name. Fencing gives the record a new rev, or puts a dead record in
// the place of one not yet created, so that a write begun before cannot land.
// Each claim, a repeated one too, leaves a new mark on the name, and taking or
// releasing it names the mark that was read before: so an owner who claims the
// name again meanwhile keeps it. No clock is compared with another, and how long
// one waits decides only who has to try again, never what is true.

// patience is how long to wait for another's claim to be made good. A claim and
// the write it is for are milliseconds apart.
const patience = 5 * time.Second

// names are the names of the records in one collection.
type names struct {
	coll, owners *mongo.Collection
	patience     time.Duration
}

// claim is a name as stored.
type claim struct {
	Name  string        `bson:"_id"`
	Owner string        `bson:"owner"`
	Mark  bson.ObjectID `bson:"mark"`
}

// claims are names that a call has claimed anew and may have to release, with
// their marks.
type claims map[string]claim

// taken says who has a name.
type taken struct{ name, owner string }

func (t taken) Error() string { return fmt.Sprintf("%s belongs to %s", t.name, t.owner) }

func (t taken) Unwrap() error { return tickets.ErrExists }

// owner returns the id of the record that has claimed the name, or
// mongo.ErrNoDocuments.
func (n names) owner(ctx context.Context, name string) (string, error) {
	var c claim
	err := n.coll.FindOne(ctx, byID(name)).Decode(&c)
	return c.Owner, err
}

// claim claims names for a record, and adds to mine those it did not have. It
// fails with taken when another record carries one. Names are claimed in one
// order by everybody, so that no two calls wait for each other.
func (n names) claim(ctx context.Context, mine *claims, owner string, wanted []string) error {
	wanted = slices.Sorted(slices.Values(wanted))
	for len(wanted) > 0 {
		var all []claim
		for _, name := range wanted {
			all = append(all, claim{Name: name, Owner: owner, Mark: bson.NewObjectID()})
		}
		_, err := n.coll.InsertMany(ctx, all) // in order, up to the first that is there
		got := len(all)
		var failed mongo.BulkWriteException
		if errors.As(err, &failed) && len(failed.WriteErrors) > 0 {
			got = failed.WriteErrors[0].Index
		} else if err != nil {
			return err
		}
		for _, c := range all[:got] {
			mine.add(c)
		}
		if wanted = wanted[got:]; len(wanted) == 0 {
			return nil
		}
		if err := n.claimOne(ctx, mine, claim{Name: wanted[0], Owner: owner}); err != nil {
			return err
		}
		wanted = wanted[1:]
	}
	return nil
}

func (n names) claimOne(ctx context.Context, mine *claims, c claim) error {
	since := time.Now()
	for try := 0; ; try++ {
		c.Mark = bson.NewObjectID()
		_, err := n.coll.InsertOne(ctx, c)
		if err == nil {
			mine.add(c)
			return nil
		}
		if !mongo.IsDuplicateKeyError(err) {
			return err
		}
		again, err := n.coll.UpdateOne(ctx, bson.D{{Key: "_id", Value: c.Name}, {Key: "owner", Value: c.Owner}}, set("mark", c.Mark))
		if err != nil {
			return err
		}
		if again.MatchedCount > 0 {
			if _, anew := (*mine)[c.Name]; anew {
				mine.add(c)
			}
			return nil
		}
		got, err := n.contest(ctx, c, time.Since(since) > n.patience)
		if err != nil {
			return err
		}
		if got {
			mine.add(c)
			return nil
		}
		if err := backOff(ctx, try+3); err != nil {
			return err
		}
	}
}

func (c *claims) add(one claim) {
	if *c == nil {
		*c = claims{}
	}
	(*c)[one.Name] = one
}

// contest looks at the record that has claimed the name. It fails with taken
// when that carries it, and otherwise, once there is no more reason to wait,
// fences it off and takes the name. It reports whether it did.
func (n names) contest(ctx context.Context, want claim, waited bool) (bool, error) {
	var held claim
	err := n.coll.FindOne(ctx, byID(want.Name)).Decode(&held)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil // released meanwhile
	}
	if err != nil {
		return false, err
	}
	var other record
	err = n.owners.FindOne(ctx, byID(held.Owner), options.FindOne().SetProjection(bson.D{{Key: "rev", Value: 1}, {Key: "names", Value: 1}})).Decode(&other)
	missing := errors.Is(err, mongo.ErrNoDocuments)
	if err != nil && !missing {
		return false, err
	}
	if slices.Contains(other.Names, want.Name) {
		return false, taken{want.Name, held.Owner}
	}
	if !waited {
		return false, nil
	}
	if fenced, err := n.fence(ctx, held.Owner, other.Rev, missing); err != nil || !fenced {
		return false, err
	}
	took, err := n.coll.ReplaceOne(ctx, bson.D{{Key: "_id", Value: held.Name}, {Key: "owner", Value: held.Owner}, {Key: "mark", Value: held.Mark}}, want)
	return err == nil && took.MatchedCount > 0, err
}

// fence makes writes of a record fail that were begun before. It reports false
// when one has landed first.
func (n names) fence(ctx context.Context, id string, rev bson.ObjectID, missing bool) (bool, error) {
	if missing {
		_, err := n.owners.InsertOne(ctx, record{ID: id, Rev: bson.NewObjectID(), Names: []string{}, Fenced: true})
		if mongo.IsDuplicateKeyError(err) {
			return false, nil
		}
		return err == nil, err
	}
	result, err := n.owners.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "rev", Value: rev}}, set("rev", bson.NewObjectID()))
	return err == nil && result.MatchedCount > 0, err
}

// mark returns the claims a record has on names it is about to give up.
func (n names) mark(ctx context.Context, owner string, given []string) (claims, error) {
	var mine claims
	for _, name := range given {
		var c claim
		err := n.coll.FindOne(ctx, bson.D{{Key: "_id", Value: name}, {Key: "owner", Value: owner}}).Decode(&c)
		if errors.Is(err, mongo.ErrNoDocuments) {
			continue
		}
		if err != nil {
			return nil, err
		}
		mine.add(c)
	}
	return mine, nil
}

// release frees names, unless they have been claimed again meanwhile. Those it
// cannot free are left to whoever wants them next.
func (n names) release(ctx context.Context, given claims) {
	for _, c := range given {
		_, _ = n.coll.DeleteOne(ctx, bson.D{{Key: "_id", Value: c.Name}, {Key: "owner", Value: c.Owner}, {Key: "mark", Value: c.Mark}})
	}
}

func set(field string, value any) bson.D {
	return bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: value}}}}
}
