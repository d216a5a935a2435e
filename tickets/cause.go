package tickets

import (
	"context"
	"errors"
	"maps"
	"net"
)

// Cause names why a message fared as it did, or was not sent, why a model did
// not read a ticket, or why a service does not work. It stays when the sentence is
// put better, so that it can be said in another language; the words of the service
// in question stand beside it.
type Cause string

// The causes a Notifier may name with Because, by what there is to be done.
const (
	CauseNoAddress    Cause = "no_address"    // the person has no usable address on the channel
	CauseBadAddress   Cause = "bad_address"   // the service does not take the address
	CauseClosed       Cause = "closed"        // the person takes no direct messages
	CauseElsewhere    Cause = "elsewhere"     // so it stands in the staff channel
	CauseNoRight      Cause = "no_right"      // the desk may not write there
	CauseRefused      Cause = "refused"       // the service refuses the message as it is
	CauseLoginRefused Cause = "login_refused" // the service refuses the desk's account
	CauseBusy         Cause = "busy"          // the service asks the desk to wait
	CauseFailing      Cause = "failing"       // the service says that it cannot now
	CauseSlow         Cause = "slow"          // no answer in time
	CauseUnreachable  Cause = "unreachable"   // no connection
	CauseUnconfirmed  Cause = "unconfirmed"   // the confirmation was lost
)

// CauseSettings says that a service refuses the desk until somebody changes a
// setting, which the error names.
const CauseSettings Cause = "settings"

// The causes for which a triager passes its model over.
const (
	CauseModelOrders      Cause = "model_orders"      // the text gives orders to it
	CauseModelOutage      Cause = "model_outage"      // it has been failing for everybody
	CauseModelBudget      Cause = "model_budget"      // it has been asked often enough today
	CauseModelUnreachable Cause = "model_unreachable" // no connection, or an error of its own
	CauseModelSlow        Cause = "model_slow"        // no answer in time
	CauseModelBusy        Cause = "model_busy"        // a rate limit or a used-up quota
	CauseModelRefused     Cause = "model_refused"     // the key, the model's name or the request is wrong
	CauseModelBlocked     Cause = "model_blocked"     // it will not read or answer this ticket
	CauseModelTruncated   Cause = "model_truncated"   // its answer stops in the middle
	CauseModelGarbled     Cause = "model_garbled"     // its answer is not what was asked for
	CauseModelMisled      Cause = "model_misled"      // its answer repeats what only its instructions hold
)

// Causes the desk finds by itself; the last ones are why nothing was sent.
const (
	causeOther        Cause = "other"
	causeNotConnected Cause = "not_connected"
	causeTwice        Cause = "twice"
	causeOld          Cause = "old"
	causeEngine       Cause = "engine_refused" // the durable flow's engine does not take an event

	causeUnwanted  Cause = "unwanted"
	causeWithNext  Cause = "with_next"
	causeWithLast  Cause = "with_last"
	causeInRound   Cause = "in_round"
	causeHandedOn  Cause = "handed_on"
	causeActedOn   Cause = "acted_on"
	causeTaken     Cause = "taken"
	causeResolved  Cause = "resolved"
	causeDeleted   Cause = "deleted"
	causeNotTheirs Cause = "not_theirs"
)

// causes holds what each cause says: what it means, then what to do. Why nothing
// was sent completes "not sent:".
var causes = map[Cause]string{
	CauseNoAddress:    "There is no usable address of theirs. Ask them to link their account, or to check their address.",
	CauseBadAddress:   "The mail server does not take their address. Check how it is spelled.",
	CauseClosed:       "They take no direct messages from Beckon there. Ask them to allow these, or reach them another way.",
	CauseElsewhere:    "They take no direct messages from Beckon, so it stands in the staff channel.",
	CauseNoRight:      "Beckon may not write there. Ask an admin to check what its app is allowed.",
	CauseRefused:      "The service refuses this message. Tell them another way.",
	CauseLoginRefused: "The service does not let Beckon in. An admin has to correct its token or password.",
	CauseBusy:         "The service asks Beckon to wait.",
	CauseFailing:      "The service cannot take messages at the moment.",
	CauseSlow:         "The service did not answer in time.",
	CauseUnreachable:  "The service could not be reached.",
	CauseUnconfirmed:  "It was handed over, but nobody confirmed it. Ask them whether it arrived; it is not sent twice.",
	CauseSettings:     "The service refuses the way it is set up. An admin has to correct that; the technical details say what.",
	causeOther:        "It did not work.",
	causeNotConnected: "This service is no longer set up. Ask an admin, or reach them another way.",
	causeTwice:        "A try was cut off and repeated, so it may have arrived twice.",
	causeOld:          "What stands there could not be brought up to date. The ticket here is.",
	causeEngine:       "Inngest does not take it as it is. The technical details say why: put that right, then try again.",

	CauseModelOrders:      "The text seems to give orders to the AI, so the model was not asked.",
	CauseModelOutage:      "The model has been failing lately, so it was not asked.",
	CauseModelBudget:      "The model's budget for today is used up.",
	CauseModelUnreachable: "The model could not be reached.",
	CauseModelSlow:        "The model did not answer in time.",
	CauseModelBusy:        "The model is too busy.",
	CauseModelRefused:     "The model's service refuses requests. An admin has to correct its key, name or address.",
	CauseModelBlocked:     "The model will not read this text.",
	CauseModelTruncated:   "The model stopped in the middle of its answer.",
	CauseModelGarbled:     "The model gave an answer that makes no sense.",
	CauseModelMisled:      "The text misled the model.",

	causeUnwanted:  "no channel reaches them, or they switched it off",
	causeWithNext:  "told together with what came next",
	causeWithLast:  "told together with what came before",
	causeInRound:   "told together with others like it",
	causeHandedOn:  "handed on before it was sent",
	causeActedOn:   "acted on before it was sent",
	causeTaken:     "somebody took it before it was sent",
	causeResolved:  "resolved before it was sent",
	causeDeleted:   "deleted before it was sent",
	causeNotTheirs: "the ticket no longer concerned them",
}

// Causes returns what every Cause says.
func Causes() map[Cause]string { return maps.Clone(causes) }

// Because returns err with its cause, which a receipt then names.
func Because(c Cause, err error) error { return because{c, err} }

type because struct {
	cause Cause
	error
}

// Cause returns the cause.
func (b because) Cause() Cause { return b.cause }

// Unwrap returns the error that has the cause.
func (b because) Unwrap() error { return b.error }

// CauseOf returns the cause that was given to err with Because, or that the
// error itself names with a method Cause; "" for nil. A connection that came to
// nothing needs no name.
func CauseOf(err error) Cause {
	var named interface{ Cause() Cause }
	var call net.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &named):
		return named.Cause()
	case errors.Is(err, ErrUnconfirmed):
		return CauseUnconfirmed
	case errors.Is(err, ErrNotNow):
		return CauseBusy
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &call) && call.Timeout():
		return CauseSlow
	case errors.As(err, new(*net.OpError)):
		return CauseUnreachable
	}
	return causeOther
}

// Why names the cause of the receipt's Error; "" when there is none, or none
// that is known.
func (r Receipt) Why() Cause {
	if r.Cause == "" && r.State == ReceiptSkipped { // by a Beckon that kept the sentence alone
		for c, sentence := range causes {
			if sentence == r.Error {
				return c
			}
		}
	}
	return r.Cause
}

// Why names the cause of the event's Error; "" when there is none. An event that
// the engine cannot be asked for just waits, so a failure is always a refusal.
func (e Event) Why() Cause {
	if e.Error == "" {
		return ""
	}
	return causeEngine
}
