package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/beckon-desk/beckon/tickets"
)

// migrateBatch is how many tickets are brought up to date at a time.
const migrateBatch = 50

// migrate brings tickets that schema 1 has written, which knew no order by due
// time, to the present one. It may be broken off and begun again, and run in
// several processes at once: a ticket that somebody writes meanwhile has another
// rev, and is looked at again if it still lacks something. Every start asks,
// whatever the schema: in a rolling upgrade the instances that are not upgraded
// yet go on writing as they know.
func (s *Store) migrate(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = s.migrateSome(ctx); err != nil {
			return err
		}
	}
	// A newer Beckon may have come meanwhile.
	_, err := s.meta.UpdateOne(ctx, byID(desk), bson.D{{Key: "$max", Value: bson.D{{Key: "schema", Value: schema}}}})
	return err
}

// migrateSome migrates some tickets, and reports whether there were any.
func (s *Store) migrateSome(ctx context.Context) (bool, error) {
	lacks := bson.D{oneOf("find.status", tickets.Statuses), {Key: "find.due", Value: bson.D{{Key: "$exists", Value: false}}}}
	fields := bson.D{{Key: "rev", Value: 1}, {Key: "doc.status", Value: 1}, {Key: "doc.due", Value: 1}}
	cursor, err := s.tickets.coll.Find(ctx, lacks, options.Find().SetProjection(fields).SetLimit(migrateBatch))
	if err != nil {
		return false, err
	}
	var old []record
	if err := cursor.All(ctx, &old); err != nil || len(old) == 0 {
		return false, err
	}
	writes := make([]mongo.WriteModel, len(old))
	for i, r := range old {
		var t tickets.Ticket
		if err := decode(r.Doc, &t); err != nil {
			return false, fmt.Errorf("ticket %s: %w", r.ID, err)
		}
		due := dueKey(tickets.Mark{At: t.DueBy(), ID: tickets.ID(r.ID)})
		writes[i] = mongo.NewUpdateOneModel().SetFilter(bson.D{{Key: "_id", Value: r.ID}, {Key: "rev", Value: r.Rev}}).SetUpdate(set("find.due", due))
	}
	_, err = s.tickets.coll.BulkWrite(ctx, writes, options.BulkWrite().SetOrdered(false))
	return err == nil, err
}
