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

func TestAMortalServerKeepsItsRecordsOverItsDeath(t *testing.T) {
	m := NewMortal(t)
	uri := m.URI("beckon")
	if _, err := database(t, uri).Collection("c").InsertOne(t.Context(), bson.D{{Key: "_id", Value: 1}}); err != nil {
		t.Fatal(err)
	}
	m.Kill()
	if err := m.Start(); err != nil {
		t.Fatal(err)
	}
	if n, err := database(t, uri).Collection("c").CountDocuments(t.Context(), bson.D{}); err != nil || n != 1 {
		t.Errorf("after its death it has %d documents (%v), want the one from before", n, err)
	}
}
