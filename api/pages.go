package api

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// pages serves the built web app. A path that is no file is one of the app's
// own pages, and gets index.html.
func pages(web fs.FS) http.HandlerFunc {
	if web == nil || !isFile(web, "index.html") {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte("Beckon is running. The web app was not built into it; the API is described at /api/openapi.json.\n"))
		}
	}
	return func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		switch {
		case name == "" || !isFile(web, name) && path.Ext(name) == "":
			w.Header().Set("Cache-Control", "no-cache")
			serve(w, r, web, "index.html")
		case !isFile(web, name):
			http.Error(w, "There is no such file.", http.StatusNotFound)
		case strings.HasPrefix(name, "assets/"):
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable") // their names change with their content
			serve(w, r, web, name)
		default:
			w.Header().Set("Cache-Control", "no-cache")
			serve(w, r, web, name)
		}
	}
}

func isFile(web fs.FS, name string) bool {
	info, err := fs.Stat(web, name)
	return err == nil && info.Mode().IsRegular()
}

// serve is http.ServeFileFS without its redirect away from /index.html.
func serve(w http.ResponseWriter, r *http.Request, web fs.FS, name string) {
	r2 := r.Clone(r.Context())
	r2.URL.Path = "/" + strings.TrimSuffix(name, "index.html")
	http.ServeFileFS(w, r2, web, name)
}
