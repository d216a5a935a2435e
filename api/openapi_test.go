package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-chi/chi/v5"
	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestDocumentIsValid(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("got version %q", doc.OpenAPI)
	}
}

func TestDocumentAndRouterAgree(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	var documented, routed []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+path)
		}
	}
	d := newDesk(t)
	router := d.api.routes(Config{}).(chi.Routes)
	err = chi.Walk(router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if route != "/*" { // the pages
			routed = append(routed, method+" "+strings.TrimSuffix(route, "/"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(documented)
	slices.Sort(routed)
	if diff := cmp.Diff(documented, routed); diff != "" {
		t.Errorf("openapi.json and the router differ (-documented +routed):\n%s", diff)
	}
}

func TestDocumentIsServed(t *testing.T) {
	a := newDesk(t).stranger().gets("/api/openapi.json").mustBe(200)
	if !slices.Equal(a.body, openAPI) {
		t.Error("what is served is not openapi.json")
	}
}

// TestTextsAreAsLongAsDocumented sends texts of the documented length, which are
// taken, and a character more, which are not.
func TestTextsAreAsLongAsDocumented(t *testing.T) {
	d := newDesk(t)
	ada := d.hires("Ada", tickets.Admin)
	path := ada.opens("VPN is down")
	ada.posts(path+"/claim", "").mustBe(200)
	for _, tt := range []struct{ method, path, field, others string }{
		{"POST", "/api/tickets", "title", ""},
		{"POST", "/api/tickets", "body", `,"title":"x"`},
		{"POST", path + "/comments", "text", ""},
		{"POST", path + "/release", "reason", ""},
		{"POST", path + "/resolve", "note", ""},
		{"POST", path + "/reopen", "reason", ""},
		{"PATCH", path, "title", ""},
		{"PATCH", path, "category", ""},
		{"PATCH", path, "summary", ""},
		{"PATCH", path, "notes", ""},
		{"PATCH", "/api/me", "name", ""},
		{"POST", "/api/users", "name", `,"email":"nia@desk.test"`},
		{"POST", "/api/auth/signup", "name", `,"email":"ann@desk.test","password":"correct horse"`},
	} {
		route, _, err := documented().FindRoute(httptest.NewRequest(tt.method, tt.path, nil))
		if err != nil {
			t.Fatal(err)
		}
		limit := route.Operation.RequestBody.Value.Content.Get("application/json").Schema.Value.Properties[tt.field].Value.MaxLength
		if limit == nil {
			t.Errorf("%s %s: nothing is said of how long %s may be", tt.method, tt.path, tt.field)
			continue
		}
		of := func(n uint64) string {
			return fmt.Sprintf(`{%q:%q%s}`, tt.field, strings.Repeat("ü", int(n)), tt.others)
		}
		if got := ada.does(tt.method, tt.path, of(*limit+1)).mustBe(400).failure(); got.Fields[tt.field] == "" {
			t.Errorf("%s %s: got %+v, want the field %s", tt.method, tt.path, got, tt.field)
		}
		if got := ada.does(tt.method, tt.path, of(*limit)); got.status >= 300 {
			t.Errorf("%s %s: %d characters of %s are refused: %s", tt.method, tt.path, *limit, tt.field, got.body)
		}
	}
}
