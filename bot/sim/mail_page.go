package sim

import (
	"net/http"
	"slices"
)

// Window is the outbox as a page for the console.
func (m *Mail) Window() Window {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", consolePage("mail.html"))
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", consoleAssets()))
	mux.HandleFunc("GET /feed", m.changes.serve)
	mux.HandleFunc("GET /mails", func(w http.ResponseWriter, _ *http.Request) {
		l := orNone(m.Mails(""))
		slices.Reverse(l)
		answerJSON(w, l)
	})
	mux.HandleFunc("GET /html/{id}", m.serveHTML)
	return Window{Name: "mail", Title: "Outbox", Handler: secured(mux)}
}

// serveHTML gives the HTML part of a mail for a sandboxed frame: no scripts, no forms, links open in a new tab.
func (m *Mail) serveHTML(w http.ResponseWriter, r *http.Request) {
	for _, l := range m.Mails("") {
		if l.ID == r.PathValue("id") {
			w.Header().Set("Content-Security-Policy", "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'")
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(`<base target="_blank">` + l.HTML))
			return
		}
	}
	http.NotFound(w, r)
}
