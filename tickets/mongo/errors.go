package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"github.com/beckon-desk/beckon/tickets"
)

// What servers answer with, by code.
const (
	codeUnauthorized = 13
	codeAuthFailed   = 18
	codeAtlasAuth    = 8000
)

// explain makes of the driver's error what the desk understands: a sentinel, or
// a sentence that says what to do. ctx is the caller's: once that has ended, the
// error says so.
func explain(ctx context.Context, err error) error {
	var explained *tickets.Error
	var nobody topology.ServerSelectionError
	switch {
	case err == nil, errors.As(err, &explained), errors.Is(err, tickets.ErrExists), errors.Is(err, tickets.ErrNotFound):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	case errors.Is(err, mongo.ErrNoDocuments):
		return fmt.Errorf("%w: %w", tickets.ErrNotFound, err)
	case mongo.IsDuplicateKeyError(err):
		return fmt.Errorf("%w: %w", tickets.ErrExists, err)
	case hasCode(err, codeUnauthorized, codeAuthFailed, codeAtlasAuth):
		return unavailable("MongoDB refuses Beckon's login. Check the user name, the password and the rights on the database.", err)
	case errors.As(err, &nobody):
		return unavailable("MongoDB does not answer. Check that it runs and that its address is right; what was accepted is safe.", err)
	case mongo.IsTimeout(err), mongo.IsNetworkError(err), transient(err), errors.Is(err, context.DeadlineExceeded):
		return unavailable("MongoDB did not answer in time. Try again in a moment.", err)
	case errors.Is(err, mongo.ErrClientDisconnected):
		return unavailable("The store is closed. Try again in a moment.", err)
	}
	return err
}

func unavailable(message string, err error) error {
	return &tickets.Error{Kind: tickets.Unavailable, Message: message, Err: err}
}

// hasCode reports whether the server answered with one of the codes.
func hasCode(err error, codes ...int) bool {
	var answer mongo.ServerError
	if !errors.As(err, &answer) {
		return false
	}
	for _, c := range codes {
		if answer.HasErrorCode(c) {
			return true
		}
	}
	return false
}

// transient reports whether another try may succeed, as while a replica set
// elects its primary, or when the connection broke under somebody else's call.
func transient(err error) bool {
	var pool interface {
		error
		Retryable() bool
	}
	var broken topology.ConnectionError
	if errors.As(err, &broken) || errors.As(err, &pool) && pool.Retryable() {
		return true
	}
	var labelled mongo.LabeledError
	if errors.As(err, &labelled) {
		for _, label := range []string{"RetryableWriteError", "TransientTransactionError", "RetryableError", "SystemOverloadedError"} {
			if labelled.HasErrorLabel(label) {
				return true
			}
		}
	}
	var failed mongo.WriteException
	return errors.As(err, &failed) && failed.WriteConcernError != nil // written, but not known to be safe
}

// mayBeWritten reports whether a write that failed may have had its effect all the same.
func mayBeWritten(err error) bool {
	return err != nil && !mongo.IsDuplicateKeyError(err)
}
