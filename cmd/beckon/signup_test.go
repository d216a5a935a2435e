package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestAClosedDeskTakesInNobodyUnasked(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]struct {
		status int
		says   string
	}{
		"open":   {http.StatusCreated, "ann@company.test"},
		"closed": {http.StatusForbidden, "by_invitation"},
	} {
		w := restingWorld(t, with("BECKON_SIGNUP", setting))
		w.serve()
		resp, err := http.Post(w.url+"/api/auth/signup", "application/json", strings.NewReader(`{"email":"ann@company.test","password":"correct horse","name":"Ann"}`))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if said, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != want.status || !strings.Contains(string(said), want.says) {
			t.Errorf("%s: %s, %s, %v; want %d with %q", setting, resp.Status, said, err, want.status, want.says)
		}
	}
}
