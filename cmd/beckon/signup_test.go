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
		status       int
		says, before string
	}{
		"open":   {http.StatusCreated, "ann@company.test", `{"open":true}`},
		"closed": {http.StatusForbidden, "by_invitation", `{"open":false}`},
	} {
		w := restingWorld(t, with("BECKON_SIGNUP", setting))
		w.serve()
		if status, said := answered(t)(http.Get(w.url + "/api/auth/signup")); status != http.StatusOK || strings.TrimSpace(said) != want.before {
			t.Errorf("%s: asked whether it is open, it says %d, %s; want %s", setting, status, said, want.before)
		}
		account := strings.NewReader(`{"email":"ann@company.test","password":"correct horse","name":"Ann"}`)
		if status, said := answered(t)(http.Post(w.url+"/api/auth/signup", "application/json", account)); status != want.status || !strings.Contains(said, want.says) {
			t.Errorf("%s: %d, %s; want %d with %q", setting, status, said, want.status, want.says)
		}
	}
}

// answered reads an answer whole.
func answered(t *testing.T) func(*http.Response, error) (int, string) {
	return func(resp *http.Response, err error) (int, string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		said, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(said)
	}
}
