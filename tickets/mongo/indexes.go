package mongo

import (
	"context"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Each list has an index (what it is of, status, order), which is walked once
// per status in the order of the list, and merged. What is few at any time
// (moving, unsettled events) or found by words is sorted when it is read. An
// index is spelled as its fields, with commas; a changed one needs a new schema.
var ticketIndexes = append([]string{
	"find.status,find.created", "find.status,find.updated", "find.status,find.queue", "find.status,find.due",
	"find.assignee,find.status,find.created", "find.assignee,find.status,find.updated", "find.assignee,find.status,find.queue", "find.assignee,find.status,find.due",
	"find.requester,find.status,find.created", "find.requester,find.status,find.updated", "find.requester,find.status,find.queue", "find.requester,find.status,find.due",
	"find.labels,find.status,find.created", "find.labels,find.status,find.updated", "find.labels,find.status,find.queue", "find.labels,find.status,find.due",
	"find.moving,find.updated", "find.resolved", "terms",
	"find.status,find.assignee", // the load of each, without reading a ticket
}, outboxIndexes...)

var userIndexes = append([]string{
	"find.name", "find.role,find.name", "find.skills,find.name", "terms",
}, outboxIndexes...)

var outboxIndexes = []string{"outbox.pending", "outbox.parked", "outbox.events.event.id"}

// index makes the indexes a collection lacks.
func index(ctx context.Context, coll *mongo.Collection, indexes []string) error {
	have, err := coll.Indexes().ListSpecifications(ctx)
	if err != nil {
		return err
	}
	var lacks []mongo.IndexModel
	for _, fields := range indexes {
		if !slices.ContainsFunc(have, func(i mongo.IndexSpecification) bool { return i.Name == fields }) {
			lacks = append(lacks, mongo.IndexModel{Keys: keys(fields), Options: options.Index().SetName(fields)})
		}
	}
	if len(lacks) > 0 {
		_, err = coll.Indexes().CreateMany(ctx, lacks)
	}
	return err
}

func keys(fields string) bson.D {
	var keys bson.D
	for field := range strings.SplitSeq(fields, ",") {
		keys = append(keys, bson.E{Key: field, Value: 1})
	}
	return keys
}
