// Package tickets is the domain of Beckon: what a ticket and a person are, the
// rules of the desk, and the interfaces it asks the world to fulfil (Store,
// Triager, Notifier, Publisher). It imports nothing else of ours; everything
// else points here.
//
// Service has one method for every verb of the desk. The API, the bot and the
// durable flow call those and nothing else, so a rule holds from whichever
// surface a change comes.
//
// Three promises shape the types:
//
//   - Nothing is lost. A change and the events it causes are one atomic write
//     (Ticket.Outbox, User.Outbox). A relay publishes pending events; a sweep
//     finds what stopped moving and says it again.
//   - Nothing happens twice. Every inbound delivery carries a stable key that
//     is stored with its effect (Ticket.IntakeKey, Comment.Key), and every
//     outbound message has a Receipt that is written before it is sent.
//   - One winner. Every change is a conditional write through Store.UpdateTicket;
//     afterwards every posted copy of the card is redrawn from what is stored.
package tickets
