package tickets

import "context"

// Importer is what a store offers besides Store, so that a desk can be moved
// from one to another as it is. (CreateUser and Document take things as they
// are already.)
type Importer interface {
	// ImportTicket stores a ticket with the Number it has, which must be
	// positive; numbers given out later are larger. An ID, Number, IntakeKey or
	// Thread that another ticket holds is an error that wraps ErrExists.
	ImportTicket(ctx context.Context, t Ticket) error

	// DocumentNames returns the name of every document, in order.
	DocumentNames(ctx context.Context) ([]string, error)
}
