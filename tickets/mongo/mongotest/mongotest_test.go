package mongotest

import (
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func TestEachDatabaseIsNewAndGoneAfterwards(t *testing.T) {
	var uri string
	t.Run("a test", func(t *testing.T) {
		uri = NewURI(t)
		if other := NewURI(t); other == uri {
			t.Errorf("two tests share %s", uri)
		}
		if _, err := database(t, uri).Collection("c").InsertOne(t.Context(), bson.D{}); err != nil {
			t.Fatal(err)
		}
	})
	if names, err := database(t, uri).ListCollectionNames(t.Context(), bson.D{}); err != nil || len(names) != 0 {
		t.Errorf("after the test: %q, %v; want none", names, err)
	}
}

func database(t *testing.T, uri string) *mongo.Database {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Disconnect(t.Context()) })
	_, rest, _ := strings.Cut(strings.TrimPrefix(uri, "mongodb://"), "/")
	name, _, _ := strings.Cut(rest, "?")
	return client.Database(name)
}
