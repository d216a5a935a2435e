// Package web holds the dashboard, a React app built by Vite into dist.
//
// dist is committed, so that a fresh checkout builds with Go alone. After a
// change under src, run npm run build here and commit both.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built app: index.html at its root, everything it loads
// under assets, in names that change with their content.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path
	}
	return files
}
