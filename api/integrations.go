package api

import (
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/beckon-desk/beckon/tickets"
)

// Integrations tells how the services fare that the desk is connected to.
type Integrations interface {
	// State returns every service there can be, in a fixed order.
	State() []Integration
	// Try proves that a service that is on works. One that carries messages
	// sends one to u. It returns one sentence on what was seen, or an *Error
	// that says what to do.
	Try(ctx context.Context, name string, u tickets.User) (string, error)
}

// Integration is one service, and how it fares.
type Integration struct {
	Name    string // slack, discord, email, model or inngest
	Title   string // as people read it, such as Gemini
	State   IntegrationState
	Since   time.Time     // of the state; zero when it has not changed since the start
	Error   string        // the last failure, for an admin to read; it may be over
	Cause   tickets.Cause // of Error
	ErrorAt time.Time
}

// IntegrationState says how a service fares.
type IntegrationState string

// The states of a service.
const (
	IntegrationOff      IntegrationState = "off"      // not set up
	IntegrationStarting IntegrationState = "starting" // not connected yet
	IntegrationUntried  IntegrationState = "untried"  // set up, and not used yet
	IntegrationReady    IntegrationState = "ready"
	IntegrationFailing  IntegrationState = "failing"
)

type integrationView struct {
	Name    string           `json:"name"`
	Title   string           `json:"title"`
	State   IntegrationState `json:"state"`
	Since   *time.Time       `json:"since"`
	Error   string           `json:"error"`
	Cause   *tickets.Cause   `json:"cause"` // of error
	ErrorAt *time.Time       `json:"errorAt"`
}

type integrationList struct {
	Integrations []integrationView `json:"integrations"`
}

type trialAnswer struct {
	Message string `json:"message"`
}

// errAdmins is what others than admins are told.
var errAdmins = failure(tickets.Forbidden, "Only admins can do that.")

func (a *api) listIntegrations(w http.ResponseWriter, _ *http.Request, c caller) error {
	if c.User.Role != tickets.Admin {
		return errAdmins
	}
	var all []Integration
	if a.integrations != nil {
		all = a.integrations.State()
	}
	return writeJSON(w, http.StatusOK, integrationList{each(all, func(i Integration) integrationView {
		return integrationView{i.Name, i.Title, i.State, moment(i.Since), i.Error, optional(i.Cause), moment(i.ErrorAt)}
	})})
}

func (a *api) tryIntegration(w http.ResponseWriter, r *http.Request, c caller) error {
	if c.User.Role != tickets.Admin {
		return errAdmins
	}
	name := chi.URLParam(r, "name")
	if a.integrations != nil {
		for _, i := range a.integrations.State() {
			switch {
			case i.Name != name:
			case i.State == IntegrationOff:
				return failure(tickets.Conflict, "%s is not set up. Set it up first, then send a test.", i.Title)
			default:
				message, err := a.integrations.Try(r.Context(), name, c.User)
				if err != nil {
					return err
				}
				return writeJSON(w, http.StatusOK, trialAnswer{message})
			}
		}
	}
	return failure(tickets.NotFound, "There is no integration called %s.", name)
}
