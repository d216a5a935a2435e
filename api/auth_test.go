package api

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/beckon-desk/beckon/tickets"
)

func TestSessionIsRenewedByCookie(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	d.clock.pass(tokenLife + time.Second)
	if got := ann.gets("/api/me").mustBe(401).failure().Message; !strings.Contains(got, "expired") {
		t.Errorf("got %q", got)
	}
	ann.enter(ann.posts("/api/auth/refresh", "").mustBe(200))
	ann.gets("/api/me").mustBe(200)
}

func TestRefreshTokenUsedTwiceEndsItsSession(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	thief := *ann
	ann.enter(ann.posts("/api/auth/refresh", "").mustBe(200))
	ann.enter(ann.posts("/api/auth/refresh", "").mustBe(200))
	if c := thief.posts("/api/auth/refresh", "").mustBe(401).cookie(); c.MaxAge != -1 {
		t.Errorf("the spent cookie is kept: %v", c)
	}
	ann.gets("/api/me").mustBe(401)
	ann.posts("/api/auth/refresh", "").mustBe(401)
}

func TestAPageLoadedTwiceAtOnceStaysLoggedIn(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	ann.posts("/api/auth/refresh", "").mustBe(200) // its answer reaches nobody
	ann.enter(ann.posts("/api/auth/refresh", "").mustBe(200))
	ann.gets("/api/me").mustBe(200)
}

func TestRefreshCookieIsOutOfReach(t *testing.T) {
	for _, tt := range []struct {
		url    string
		secure bool
	}{{"http://desk.test", false}, {"https://desk.test", true}} {
		t.Run(tt.url, func(t *testing.T) {
			d := newDesk(t, withURL(tt.url))
			c := d.stranger().posts("/api/auth/signup", `{"email":"a@desk.test","password":"correct horse","name":"Ann"}`).mustBe(201).cookie()
			if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/api/auth" || c.Secure != tt.secure {
				t.Errorf("got %v", c)
			}
			if want := int((30 * 24 * time.Hour).Seconds()); c.MaxAge != want {
				t.Errorf("got an age of %d, want %d", c.MaxAge, want)
			}
		})
	}
}

func TestLogOut(t *testing.T) {
	for _, tt := range []struct {
		name   string
		shown  func(*person) // what the request carries
		logged bool          // still in
	}{
		{"with the access token", func(p *person) { p.refresh = "" }, false},
		{"with the cookie", func(p *person) { p.token = "" }, false},
		{"with both", func(*person) {}, false},
		{"with nothing", func(p *person) { p.token, p.refresh = "", "" }, true},
		{"with another's guess", func(p *person) { p.token, p.refresh = "", p.refresh[:len(p.refresh)-4]+"AAAA" }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			ann := d.signsUp("Ann")
			shown := *ann
			tt.shown(&shown)
			if c := shown.posts("/api/auth/logout", "").mustBe(204).cookie(); c.MaxAge != -1 {
				t.Errorf("the cookie is kept: %v", c)
			}
			if got := ann.gets("/api/me").status == 200; got != tt.logged {
				t.Errorf("logged in: %v, want %v", got, tt.logged)
			}
			if got := ann.posts("/api/auth/refresh", "").status == 200; got != tt.logged {
				t.Errorf("can refresh: %v, want %v", got, tt.logged)
			}
		})
	}
}

// TestAFaultOfOursEndsNoSession breaks the store under a session: its cookie is
// still good, and nobody is told that they are logged out.
func TestAFaultOfOursEndsNoSession(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	byToken, byCookie := &person{d: d, token: ann.token}, &person{d: d, refresh: ann.refresh}
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	if got := byCookie.posts("/api/auth/refresh", "").mustBe(500).header.Get("Set-Cookie"); got != "" {
		t.Errorf("the cookie is changed: %s", got)
	}
	byCookie.posts("/api/auth/logout", "").mustBe(500)
	byToken.posts("/api/auth/logout", "").mustBe(500)
}

func TestLogOutEverywhere(t *testing.T) {
	d := newDesk(t)
	here := d.signsUp("Ann")
	there := d.logsIn("Ann")
	if c := here.posts("/api/auth/logout-all", "").mustBe(204).cookie(); c.MaxAge != -1 {
		t.Errorf("the cookie is kept: %v", c)
	}
	here.gets("/api/me").mustBe(401)
	there.gets("/api/me").mustBe(401)
}

func TestOtherSitesCannotUseTheCookie(t *testing.T) {
	for _, path := range []string{"/api/auth/refresh", "/api/auth/logout", "/api/auth/login"} {
		for _, header := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.test"} {
			t.Run(path+" "+header, func(t *testing.T) {
				d := newDesk(t)
				ann := d.signsUp("Ann")
				ann.does("POST", path, "", header).mustBe(403)
				ann.gets("/api/me").mustBe(200)
			})
		}
	}
	d := newDesk(t)
	d.signsUp("Ann").does("POST", "/api/auth/refresh", "", "Sec-Fetch-Site: same-origin", "Origin: "+d.url).mustBe(200)
}

func TestAccessTokenMustBeOurs(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	genuine, err := d.api.read(&http.Request{Header: http.Header{"Authorization": {"Bearer " + ann.token}}})
	if err != nil {
		t.Fatal(err)
	}
	sign := func(method jwt.SigningMethod, key any, change func(*claims)) string {
		c := genuine
		change(&c)
		token, err := jwt.NewWithClaims(method, c).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	same := func(*claims) {}
	parts := strings.Split(ann.token, ".")
	for _, tt := range []struct{ name, header string }{
		{"none", ""},
		{"no scheme", ann.token},
		{"another scheme", "Basic " + ann.token},
		{"garbage", "Bearer x.y.z"},
		{"alg none", "Bearer " + sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, same)},
		{"alg HS512", "Bearer " + sign(jwt.SigningMethodHS512, d.api.key, same)},
		{"another key", "Bearer " + sign(jwt.SigningMethodHS256, []byte("guess"), same)},
		{"no key", "Bearer " + sign(jwt.SigningMethodHS256, []byte{}, same)},
		{"another audience", "Bearer " + sign(jwt.SigningMethodHS256, d.api.key, func(c *claims) { c.Audience = jwt.ClaimStrings{"other"} })},
		{"another issuer", "Bearer " + sign(jwt.SigningMethodHS256, d.api.key, func(c *claims) { c.Issuer = "other" })},
		{"no expiry", "Bearer " + sign(jwt.SigningMethodHS256, d.api.key, func(c *claims) { c.ExpiresAt = nil })},
		{"another session", "Bearer " + sign(jwt.SigningMethodHS256, d.api.key, func(c *claims) { c.Session = "01" })},
		{"another person", "Bearer " + sign(jwt.SigningMethodHS256, d.api.key, func(c *claims) { c.Subject = "01" })},
		{"changed claims", "Bearer " + parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"x"}`)) + "." + parts[2]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := d.stranger().does("GET", "/api/me", "", "Authorization: "+tt.header).mustBe(401)
			if got := a.header.Get("WWW-Authenticate"); got != "Bearer" {
				t.Errorf("got WWW-Authenticate %q", got)
			}
		})
	}
	d.stranger().does("GET", "/api/me", "", "Authorization: Bearer "+sign(jwt.SigningMethodHS256, d.api.key, same)).mustBe(200)
}

func TestAccessTokenSaysNoMoreThanItMust(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(ann.token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	for _, leaked := range []string{"Ann", "@", "role", "user\""} {
		if strings.Contains(string(raw), leaked) {
			t.Errorf("the token says %q: %s", leaked, raw)
		}
	}
}

func TestForgottenPassword(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	known := d.stranger().posts("/api/auth/forgot", `{"email":"ann@desk.test"}`).mustBe(202)
	unknown := d.stranger().posts("/api/auth/forgot", `{"email":"nobody@desk.test"}`).mustBe(202)
	if string(known.body) != string(unknown.body) {
		t.Errorf("got %q and %q", known.body, unknown.body)
	}
	_, link, err := d.service.NewLink(t.Context(), ann.id, tickets.Link{Purpose: tickets.LinkPassword}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	set := fmt.Sprintf(`{"token":%q,"password":"another horse"}`, link)
	again := d.stranger()
	again.enter(d.stranger().posts("/api/auth/password", set).mustBe(200))
	again.gets("/api/me").mustBe(200)
	ann.gets("/api/me").mustBe(401) // every session from before is over
	d.stranger().posts("/api/auth/password", set).mustBe(400)
	d.stranger().posts("/api/auth/login", `{"email":"ann@desk.test","password":"correct horse"}`).mustBe(401)
	d.stranger().posts("/api/auth/login", `{"email":"ann@desk.test","password":"another horse"}`).mustBe(200)
}

func TestMailboxIsProvenByLink(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	_, link, err := d.service.NewLink(t.Context(), ann.id, tickets.Link{Purpose: tickets.LinkVerify}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	verify := fmt.Sprintf(`{"token":%q}`, link)
	d.stranger().posts("/api/auth/verify", verify).mustBe(401) // whoever reads the mailbox may not be who has signed up
	d.signsUp("Bob").posts("/api/auth/verify", verify).mustBe(403)
	ann.posts("/api/auth/verify", verify).mustBe(204)
	ann.posts("/api/auth/verify", verify).mustBe(400)
	if got := ann.me(); !got.Verified {
		t.Errorf("got %+v", got)
	}
}

func TestChangingThePasswordKeepsThisSessionOnly(t *testing.T) {
	d := newDesk(t)
	here := d.signsUp("Ann")
	there := d.logsIn("Ann")
	got := here.posts("/api/me/password", `{"old":"wrong horse","password":"another horse"}`).mustBe(400).failure()
	if got.Fields["old"] == "" {
		t.Errorf("got %+v", got)
	}
	here.posts("/api/me/password", `{"old":"correct horse","password":"another horse"}`).mustBe(204)
	here.gets("/api/me").mustBe(200)
	there.gets("/api/me").mustBe(401)
}

func TestStrangersKeepNobodyOutOfTheirBrowser(t *testing.T) {
	d := newDesk(t)
	entered := d.stranger().posts("/api/auth/signup", `{"email":"ann@desk.test","password":"correct horse","name":"Ann"}`).mustBe(201)
	d.signsUp("Eve")
	ann := d.logsIn("Ann")
	comes := func(cookie string) int {
		return d.stranger().does("POST", "/api/auth/login", `{"email":"ann@desk.test","password":"correct horse"}`, "Cookie: "+cookie).status
	}
	for range 10 {
		d.stranger().posts("/api/auth/login", `{"email":"ann@desk.test","password":"wrong horse"}`).mustBe(401)
	}
	hers, eves := entered.named(deviceCookie), d.stranger().posts("/api/auth/login", `{"email":"eve@desk.test","password":"correct horse"}`).mustBe(200).named(deviceCookie)
	if !hers.HttpOnly || hers.SameSite != http.SameSiteStrictMode || hers.Path != "/api/auth" || hers.MaxAge != 365*24*60*60 {
		t.Errorf("got %v", hers)
	}
	for name, tt := range map[string]struct {
		cookie string
		want   int
	}{
		"no cookie":                   {"", 429},
		"another's":                   {deviceCookie + "=" + eves.Value, 429},
		"an access token":             {deviceCookie + "=" + ann.token, 429},
		"one that was changed":        {deviceCookie + "=" + hers.Value[:len(hers.Value)-4] + "AAAA", 429},
		"of a browser she has used":   {deviceCookie + "=" + hers.Value, 200},
		"once more, as it still does": {deviceCookie + "=" + hers.Value, 200},
	} {
		if got := comes(tt.cookie); got != tt.want {
			t.Errorf("%s: got %d, want %d", name, got, tt.want)
		}
	}
	d.stranger().does("GET", "/api/me", "", "Authorization: Bearer "+hers.Value).mustBe(401)
	for _, c := range (&http.Response{Header: ann.posts("/api/auth/logout", "").mustBe(204).header}).Cookies() {
		if c.Name == deviceCookie {
			t.Errorf("logging out takes %v away", c)
		}
	}
	d.clock.pass(deviceLife) // by then strangers' tries are long over, too
	for range 10 {
		d.stranger().posts("/api/auth/login", `{"email":"ann@desk.test","password":"wrong horse"}`).mustBe(401)
	}
	if got := comes(deviceCookie + "=" + hers.Value); got != 429 {
		t.Errorf("a year later: got %d", got)
	}
}
