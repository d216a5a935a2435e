// Package api is Beckon over HTTP: the JSON API for people with a browser, the
// server-sent events that keep their pages fresh, health and metrics, and the
// web app's files. openapi.json describes it; a test holds the two together.
//
// Handlers decode, call one verb of tickets.Service, and encode a view. They
// decide nothing: rules live in the Service. They return errors, which one
// place logs and renders as {"error":{"code","message","fields"}}.
package api
