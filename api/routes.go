package api

import (
	_ "embed"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"github.com/beckon-desk/beckon/tickets"
)

//go:embed openapi.json
var openAPI []byte

func (a *api) routes(c Config) http.Handler {
	r := chi.NewRouter()
	r.Use(withRequestID, clientIP(c.Proxies, a.log), a.observe, a.protect, a.recover, middleware.GetHead)
	r.MethodNotAllowed(a.public(a.noMethod)) // here, for below it methods that nobody knows never arrive
	r.Get("/healthz", a.public(a.healthz))
	r.Get("/readyz", a.public(a.readyz))
	r.Method(http.MethodGet, "/metrics", a.metrics.handler())
	r.Route("/api", func(r chi.Router) {
		r.Use(apiHeaders)
		r.NotFound(a.public(a.noRoute))
		a.authRoutes(r)
		r.Get("/unsubscribe", a.limited(a.renewals, a.askUnsubscribe))
		r.Post("/unsubscribe", a.limited(a.renewals, a.unsubscribe))
		r.Group(func(r chi.Router) {
			r.Use(middleware.Compress(5, "application/json", "text/csv"))
			r.Get("/openapi.json", a.public(a.document))
			a.ticketRoutes(r)
			a.peopleRoutes(r)
		})
		r.Get("/stream", a.streaming(a.stream))
		a.fileRoutes(r)
	})
	r.Group(func(r chi.Router) {
		r.Use(middleware.Compress(5, "text/html", "text/css", "text/javascript", "image/svg+xml", "application/json"))
		r.Get("/*", pages(c.Web))
	})
	return r
}

func (a *api) authRoutes(r chi.Router) {
	r.Route("/auth", func(r chi.Router) {
		r.Use(a.sameOrigin)
		r.Get("/signup", a.public(a.askSignUp))
		r.Post("/signup", a.limited(a.signups, a.signUp))
		r.Post("/login", a.limited(a.credentials, a.logIn))
		r.Post("/forgot", a.limited(a.credentials, a.forgot))
		r.Post("/password", a.limited(a.credentials, a.setPassword))
		r.Post("/verify", a.signedIn(a.verify))
		r.Post("/refresh", a.limited(a.renewals, a.refresh))
		r.Post("/logout", a.limited(a.renewals, a.logOut))
		r.Post("/logout-all", a.signedIn(a.logOutEverywhere))
	})
}

func (a *api) ticketRoutes(r chi.Router) {
	r.Get("/tickets", a.signedIn(a.listTickets))
	r.Post("/tickets", a.signedIn(a.createTicket))
	r.Get("/tickets/counts", a.signedIn(a.countTickets))
	r.Post("/tickets/bulk", a.signedIn(a.setMany))
	r.Post("/tickets/undo", a.signedIn(a.undoMany))
	const one = "/tickets/{number}"
	r.Get(one, a.onTicket(a.service.Get))
	r.Patch(one, a.signedIn(a.updateTicket))
	r.Post(one+"/claim", a.onTicket(a.service.Claim))
	r.Post(one+"/postpone", a.onTicket(a.service.Postpone))
	r.Post(one+"/retriage", a.onTicket(a.service.Retriage))
	r.Post(one+"/follow", a.onTicket(a.follow(true)))
	r.Post(one+"/unfollow", a.onTicket(a.follow(false)))
	r.Post(one+"/release", withText[reason](a, a.service.Release))
	r.Post(one+"/decline", withText[reason](a, a.service.Decline))
	r.Post(one+"/reopen", withText[reason](a, a.service.Reopen))
	r.Post(one+"/resolve", withText[note](a, a.service.Resolve))
	r.Post(one+"/rate", a.signedIn(a.rate))
	r.Post(one+"/comments", a.signedIn(a.addComment))
}

func (a *api) peopleRoutes(r chi.Router) {
	r.Get("/me", a.signedIn(a.getMe))
	r.Patch("/me", a.signedIn(a.updateMe))
	r.Post("/me/password", a.signedIn(a.changePassword))
	r.Get("/me/views", a.signedIn(a.listViews))
	r.Put("/me/views", a.signedIn(a.setViews))
	r.Post("/me/identities", a.signedIn(a.joinIdentity))
	r.Get("/users", a.signedIn(a.listUsers))
	r.Post("/users", a.signedIn(a.inviteUser))
	r.Get("/users/{id}", a.signedIn(a.getUser))
	r.Patch("/users/{id}", a.signedIn(a.updateUser))
	r.Post("/users/{id}/logout", a.signedIn(a.signOutUser))
	r.Get("/skills", a.signedIn(a.listSkills))
	r.Put("/skills", a.signedIn(a.setSkills))
	r.Post("/skills/merge", a.signedIn(a.mergeSkills))
	r.Post("/admin/route", a.signedIn(a.explainRoute))
	r.Get("/admin/routing", a.signedIn(a.getRules))
	r.Put("/admin/routing", a.signedIn(a.setRules))
	r.Get("/insight", a.signedIn(a.insight))
	r.Get("/admin/audit", a.signedIn(a.audit))
	r.Get("/admin/events", a.signedIn(a.listEvents))
	r.Post("/admin/events/{id}/retry", a.signedIn(a.retryEvent))
	r.Get("/admin/integrations", a.signedIn(a.listIntegrations))
	r.Post("/admin/integrations/{name}/test", a.signedIn(a.tryIntegration))
}

func (a *api) document(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-cache")
	_, err := w.Write(openAPI)
	return err
}

func (a *api) noRoute(_ http.ResponseWriter, r *http.Request) error {
	return failure(tickets.NotFound, "There is nothing at %s. See /api/openapi.json for what there is.", r.URL.Path)
}

func (a *api) noMethod(w http.ResponseWriter, r *http.Request) error {
	routes := chi.RouteContext(r.Context()).Routes
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if routes.Match(chi.NewRouteContext(), m, r.URL.Path) {
			w.Header().Add("Allow", m)
		}
	}
	return failure(methodNotAllowed, "%s cannot be done to %s.", r.Method, r.URL.Path)
}
