// Package mongo keeps the desk's records in MongoDB, or in a server that speaks
// its protocol (tickets.Store), for desks that outgrow one machine.
//
// Every write concerns one document, so no transactions are needed: a ticket is
// one document with its outbox inside, and so is a person. A write names the
// rev it has read, and matches nothing when somebody else wrote in between. It
// is acknowledged once a majority of the replica set has it on disk.
//
// What must be unique beside an id (ticket numbers, intake keys, threads, mail
// addresses, chat accounts) is the _id of a small document in names that leads
// to its owner. names.go says how the two stay consistent when a process dies
// between one write and the next.
//
// Only what MongoDB, Amazon DocumentDB, Azure Cosmos DB and FerretDB have in
// common is used: no transactions, text, partial or TTL indexes, no change
// streams, no update pipelines, no unique index but that of _id.
//
// That also makes the desk ready to be sharded: shard tickets, users, names and
// documents by {_id: "hashed"}. Every read and write of one record, and every
// check of uniqueness, names an _id and so goes to one shard; lists and counts
// ask all shards and merge. meta holds one document and stays unsharded.
package mongo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/beckon-desk/beckon/tickets"
)

var (
	_ tickets.Store    = (*Store)(nil)
	_ tickets.Importer = (*Store)(nil)
)

const (
	// defaultDatabase is used when the address names none.
	defaultDatabase = "beckon"

	// connectLimit is how long Open looks for a server, and any call for
	// another once the one it knew is gone, unless the address says otherwise.
	connectLimit = 10 * time.Second

	// callLimit bounds what one call of the Store waits for the server, all
	// its tries together, unless its context ends sooner or the address says
	// otherwise (timeoutMS).
	callLimit = 20 * time.Second

	// schema is the version of what the documents look like.
	schema = 2
)

// Store is a tickets.Store in a MongoDB database. Make it with Open.
type Store struct {
	client    *mongo.Client
	db        *mongo.Database
	tickets   *shelf[tickets.Ticket]
	users     *shelf[tickets.User]
	documents *mongo.Collection
	meta      *mongo.Collection
	turns     tickets.Turns // of documents
	patience  time.Duration // with the server, for one call
	close     sync.Once
	closed    error
}

// Open connects to the database that uri names ("beckon" when it names none),
// making its indexes as needed. It fails, naming what to do, when no server
// answers within ten seconds (or the address's serverSelectionTimeoutMS), when
// it refuses the login, or when a newer Beckon has written there. A call of the
// Store fails after twenty seconds, or the address's timeoutMS.
func Open(ctx context.Context, uri string) (*Store, error) {
	opts := options.Client().SetServerSelectionTimeout(connectLimit).SetConnectTimeout(connectLimit).SetTimeout(callLimit).ApplyURI(uri)
	if err := opts.Validate(); err != nil {
		return nil, fmt.Errorf("the address of MongoDB is not one (it looks like mongodb://host:27017/beckon): %w", masked(err, uri))
	}
	opts.SetAppName("beckon").SetReadPreference(readpref.Primary()).SetWriteConcern(writeconcern.Majority())
	client, err := mongo.Connect(opts)
	if err != nil {
		return nil, explain(ctx, err)
	}
	s := newStore(client, databaseOf(uri), cmp.Or(*opts.Timeout, callLimit)) // 0 would be for ever
	if err := s.prepareWithin(ctx, *opts.ServerSelectionTimeout); err != nil {
		_ = client.Disconnect(context.WithoutCancel(ctx))
		return nil, fmt.Errorf("open MongoDB at %s: %w", strings.Join(opts.Hosts, ", "), err)
	}
	return s, nil
}

// prepareWithin prepares the desk, and begins again for so long while the server
// goes away.
func (s *Store) prepareWithin(ctx context.Context, limit time.Duration) error {
	for began := time.Now(); ; {
		err := s.prepare(ctx)
		gone := mongo.IsNetworkError(err) && !mongo.IsTimeout(err)
		if !gone || time.Since(began) >= limit || tickets.Sleep(ctx, time.Second) != nil {
			return explain(ctx, err)
		}
	}
}

func newStore(client *mongo.Client, database string, patience time.Duration) *Store {
	db := client.Database(database)
	names := db.Collection("names")
	clock := &clock{}
	return &Store{
		client: client, db: db, patience: patience, documents: db.Collection("documents"), meta: db.Collection("meta"),
		tickets: newShelf(db.Collection("tickets"), names, clock, aboutTicket),
		users:   newShelf(db.Collection("users"), names, clock, aboutUser),
	}
}

// Close ends the connections. Calls that come later fail.
func (s *Store) Close() error {
	s.close.Do(func() {
		ctx, cancel := s.limit(context.Background())
		defer cancel()
		s.closed = s.client.Disconnect(ctx)
	})
	return s.closed
}

// prepare checks that the desk is one this version understands, and makes what
// is missing.
func (s *Store) prepare(ctx context.Context) error {
	limited, cancel := s.limit(ctx)
	defer cancel()
	_, err := s.meta.InsertOne(limited, bson.D{{Key: "_id", Value: desk}, {Key: "schema", Value: schema}, {Key: "number", Value: int64(0)}})
	if err != nil && !mongo.IsDuplicateKeyError(err) {
		return err
	}
	var have struct{ Schema int }
	if err := s.meta.FindOne(limited, byID(desk)).Decode(&have); err != nil {
		return err
	}
	if have.Schema > schema {
		return fmt.Errorf("a newer Beckon wrote this database (schema %d; this one knows up to %d). Install that version or a later one, or name another database", have.Schema, schema)
	}
	// Bringing a large desk's indexes up to date may take longer than any call.
	if err := errors.Join(index(ctx, s.tickets.coll, ticketIndexes), index(ctx, s.users.coll, userIndexes)); err != nil {
		return err
	}
	return s.migrate(ctx)
}

// desk is the _id of the one document in meta: the version of the schema, and
// the number of the last ticket.
const desk = "desk"

// nextNumber returns a ticket number larger than all before.
func (s *Store) nextNumber(ctx context.Context) (tickets.Number, error) {
	var meta struct{ Number int64 }
	err := s.meta.FindOneAndUpdate(ctx, byID(desk), bson.D{{Key: "$inc", Value: bson.D{{Key: "number", Value: int64(1)}}}},
		options.FindOneAndUpdate().SetReturnDocument(options.After)).Decode(&meta)
	if errors.Is(err, mongo.ErrNoDocuments) {
		err = errors.New("the document that counts tickets is gone from the collection meta")
	}
	return tickets.Number(meta.Number), err
}

// databaseOf returns the database a valid address names.
func databaseOf(uri string) string {
	_, rest, _ := strings.Cut(uri, "://")
	rest, _, _ = strings.Cut(rest, "?")
	_, name, _ := strings.Cut(rest, "/")
	if name, err := url.PathUnescape(name); err == nil && name != "" {
		return name
	}
	return defaultDatabase
}

// masked returns err without the address, which may hold a password.
func masked(err error, uri string) error {
	return errors.New(strings.ReplaceAll(err.Error(), uri, "mongodb://…"))
}

func byID[S ~string](id S) bson.D { return bson.D{{Key: "_id", Value: string(id)}} }

// limit gives a call of the Store its deadline.
func (s *Store) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, s.patience)
}
