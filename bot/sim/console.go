package sim

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"time"
)

//go:embed console
var consoleFiles embed.FS

// ConsoleConfig says what the console shows.
type ConsoleConfig struct {
	Title   string   // in the bar on top, "Beckon demo" when empty
	Windows []Window // what a pane can show, the first by default
	Panes   []string // what is open at first, as "window" or "window:person", such as "slack:ann"
	Links   []Link   // further pages, such as the dashboard
}

// Link is an entry of the bar on top.
type Link struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Console is the page where a person looks at the simulators, in one pane or several side by side, and acts in them as
// whoever they pick. Mount it with http.StripPrefix under any prefix that ends in a slash.
func Console(cfg ConsoleConfig) http.Handler {
	if cfg.Title == "" {
		cfg.Title = "Beckon demo"
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", consolePage("index.html"))
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", consoleAssets()))
	mux.HandleFunc("GET /console.json", func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, cfg.wire()) })
	for _, win := range cfg.Windows {
		mux.Handle("/"+win.Name+"/", http.StripPrefix("/"+win.Name, win.Handler))
	}
	return secured(mux)
}

// wire is what the page needs to know.
func (cfg ConsoleConfig) wire() object {
	windows := []object{}
	for _, win := range cfg.Windows {
		faces := []Face{}
		if win.People != nil {
			faces = win.People()
		}
		windows = append(windows, object{"name": win.Name, "title": win.Title, "people": faces})
	}
	panes, links := cfg.Panes, cfg.Links
	if panes == nil {
		panes = []string{}
	}
	if links == nil {
		links = []Link{}
	}
	return object{"title": cfg.Title, "windows": windows, "panes": panes, "links": links}
}

// secured keeps the pages to themselves: no outside resources, no foreign frames, and acts only as JSON, which a form
// on another site cannot send.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: http: https:; style-src 'self' 'unsafe-inline'; frame-ancestors 'self'")
		h.Set("X-Frame-Options", "SAMEORIGIN")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		if r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			http.Error(w, "send JSON", http.StatusUnsupportedMediaType)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// consolePage serves one of the embedded pages.
func consolePage(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		b, err := consoleFiles.ReadFile("console/" + name)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(b)
	}
}

// consoleAssets serves the embedded scripts and style sheets.
func consoleAssets() http.Handler {
	sub, err := fs.Sub(consoleFiles, "console")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return http.FileServerFS(sub)
}

// serve gives the broadcast as server-sent events: the number of changes so far, at once and after changes, at most
// about twenty times a second.
func (c *changes) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	for {
		n, next := c.wait()
		if _, err := fmt.Fprintf(w, "data: %d\n\n", n); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-next:
		case <-r.Context().Done():
			return
		}
		if !pause(r.Context(), 50*time.Millisecond) { // lets a burst become one event
			return
		}
	}
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}
