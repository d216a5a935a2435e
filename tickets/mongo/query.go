package mongo

import (
	"context"
	"regexp"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// query is one page of a list, and one more.
type query struct {
	filter, sort bson.D // no sort for no order
	fields       bson.D // the projection
	size         int    // 0 for all
}

// beginsWith chooses records of which a term begins so.
func beginsWith(term string) bson.D {
	return bson.D{{Key: "terms", Value: bson.D{{Key: "$regex", Value: "^" + regexp.QuoteMeta(cut(term))}}}}
}

func oneOf[S ~string](field string, values []S) bson.E {
	return bson.E{Key: field, Value: bson.D{{Key: "$in", Value: values}}}
}

// all adds conditions that each concern a field of which there is one already.
func all(filter bson.D, more []bson.D) bson.D {
	if len(more) == 0 {
		return filter
	}
	return append(filter, bson.E{Key: "$and", Value: more})
}

// page returns what a query chooses.
func page[T any](ctx context.Context, coll *mongo.Collection, q query) ([]T, error) {
	find := options.Find().SetLimit(int64(q.size)).SetProjection(q.fields)
	if q.sort != nil {
		find.SetSort(q.sort)
	}
	cursor, err := coll.Find(ctx, q.filter, find)
	if err != nil {
		return nil, err
	}
	var records []record
	if err := cursor.All(ctx, &records); err != nil {
		return nil, err
	}
	rows := make([]T, len(records))
	for i := range records {
		if err := decode(records[i].Doc, &rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
