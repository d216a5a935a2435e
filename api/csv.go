package api

import (
	"encoding/csv"
	"net/http"
	"regexp"
	"strings"
)

// wantsCSV reports whether the answer is to be a table: by ?format=csv, or by an
// Accept header that asks for nothing else.
func wantsCSV(q *query, r *http.Request) bool {
	switch q.text("format") {
	case "csv":
		return true
	case "json":
		return false
	case "":
		accept, _, _ := strings.Cut(r.Header.Get("Accept"), ";")
		return strings.TrimSpace(accept) == "text/csv"
	}
	q.fail("format", "Format must be csv or json.")
	return false
}

// writeCSV answers with a table to be saved under a name.
func writeCSV(w http.ResponseWriter, name string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	out := csv.NewWriter(w)
	for _, row := range rows {
		if err := out.Write(each(row, harmless)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// formula is where a spreadsheet may see one begin: with a cell, or within one
// where semicolons end cells, as in German, and quotes after a comma hold no lines
// together. Some take the wide forms of the signs for them.
var formula = regexp.MustCompile(`(^|[;\r\n])([=+\-@\t＝＋－＠])`)

// harmless keeps what people typed from being a formula in a spreadsheet.
func harmless(cell string) string { return formula.ReplaceAllString(cell, "$1'$2") }
