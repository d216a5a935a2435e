package api

import (
	"bytes"
	"html/template"
	"net/http"
)

// unsubscribePage is what a person sees who follows the link in a mail. Opening
// it changes nothing, for mail scanners open links; its button does, and so does
// the mail program's own, which sends the same request.
var unsubscribePage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>{{.Title}}</title></head>
<body>
<h1>{{.Title}}</h1>
{{if .Token}}<form method="post" action="?token={{.Token}}"><button type="submit">No more mail about {{.Kind}}</button></form>
{{else}}<p>You get no more mail about {{.Kind}}. You can change that under your profile.</p>
{{end}}</body>
</html>
`))

func (a *api) askUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	token := r.URL.Query().Get("token")
	kind, err := a.service.Unsubscribes(token)
	if err != nil {
		return err
	}
	return writeUnsubscribe(w, "Stop these mails?", token, kind.Words())
}

func (a *api) unsubscribe(w http.ResponseWriter, r *http.Request) error {
	kind, err := a.service.Unsubscribe(r.Context(), r.URL.Query().Get("token"))
	if err != nil {
		return err
	}
	return writeUnsubscribe(w, "Done", "", kind.Words())
}

func writeUnsubscribe(w http.ResponseWriter, title, token, kind string) error {
	var page bytes.Buffer
	if err := unsubscribePage.Execute(&page, struct{ Title, Token, Kind string }{title, token, kind}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err := page.WriteTo(w)
	return err
}
