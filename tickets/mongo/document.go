package mongo

import (
	"bytes"
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/beckon-desk/beckon/tickets"
)

// document is a named document as stored.
type document struct {
	Name string        `bson:"_id"`
	Rev  bson.ObjectID `bson:"rev"`
	Body []byte        `bson:"body"`
}

// Document implements tickets.Store.
func (s *Store) Document(ctx context.Context, name string, change func(old []byte) ([]byte, error)) ([]byte, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	if change == nil {
		d, err := s.document(call, name)
		return answer(ctx, d.Body, err)
	}
	body, err := s.changeDocument(call, name, change)
	return answer(ctx, body, err)
}

func (s *Store) changeDocument(ctx context.Context, name string, change func(old []byte) ([]byte, error)) ([]byte, error) {
	done, err := s.turns.Take(ctx, name)
	if err != nil {
		return nil, err
	}
	defer done()
	for try := 0; ; try++ {
		old, err := s.document(ctx, name)
		if err != nil {
			return nil, err
		}
		body, err := change(bytes.Clone(old.Body))
		if errors.Is(err, tickets.ErrUnchanged) {
			return old.Body, nil
		}
		if err != nil {
			return nil, verdict{err}
		}
		body = bytes.Clone(body)
		won, err := s.putDocument(ctx, old, document{Name: name, Rev: bson.NewObjectID(), Body: body})
		if err != nil {
			return nil, err
		}
		if won {
			return body, nil
		}
		if err := backOff(ctx, try); err != nil {
			return nil, err
		}
	}
}

// document returns the named document, with a nil body when there is none.
func (s *Store) document(ctx context.Context, name string) (document, error) {
	var d document
	err := s.documents.FindOne(ctx, byID(name)).Decode(&d)
	switch {
	case errors.Is(err, mongo.ErrNoDocuments):
		return document{}, nil
	case err == nil && d.Body == nil:
		d.Body = []byte{}
	}
	return d, err
}

// putDocument writes next in place of old, and reports whether old was still
// what is stored.
func (s *Store) putDocument(ctx context.Context, old, next document) (bool, error) {
	guard := bson.D{{Key: "_id", Value: next.Name}, {Key: "rev", Value: old.Rev}}
	raw, err := stored(next)
	switch {
	case err != nil:
		return false, err
	case old.Body == nil && next.Body == nil:
		return true, nil
	case old.Body == nil:
		_, err := s.documents.InsertOne(ctx, raw)
		if mongo.IsDuplicateKeyError(err) {
			return false, nil
		}
		return err == nil, err
	case next.Body == nil:
		result, err := s.documents.DeleteOne(ctx, guard)
		return err == nil && result.DeletedCount > 0, err
	}
	result, err := s.documents.ReplaceOne(ctx, guard, raw)
	return err == nil && result.MatchedCount > 0, err
}

// DocumentNames implements tickets.Importer.
func (s *Store) DocumentNames(ctx context.Context) ([]string, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	cursor, err := s.documents.Find(call, bson.D{}, options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}).SetSort(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, explain(ctx, err)
	}
	var found []document
	err = cursor.All(call, &found)
	var names []string
	for _, d := range found {
		names = append(names, d.Name)
	}
	return names, explain(ctx, err)
}
