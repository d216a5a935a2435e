package sim

import (
	"net/http"
	"net/url"
	"strings"
)

// serveAuthorize is the page where somebody would press "Allow": it consents at once and sends them back with a code.
func (s *Slack) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || !back.IsAbs() || q.Get("client_id") != s.st.ClientID {
		http.Error(w, "client_id or redirect_uri is wrong", http.StatusBadRequest)
		return
	}
	code := secret(8)
	s.mu.Lock()
	s.codes[code] = true
	s.mu.Unlock()
	values := back.Query()
	values.Set("code", code)
	values.Set("state", q.Get("state"))
	back.RawQuery = values.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// oauthAccess exchanges a code for the app's token, or a refresh token for a new pair; each works once.
func (s *Slack) oauthAccess(rq *slackRequest) (object, error) {
	clientID, clientSecret := rq.str("client_id"), rq.str("client_secret")
	if clientID == "" {
		clientID, clientSecret = rq.basic[0], rq.basic[1]
	}
	switch {
	case clientID != s.st.ClientID:
		return nil, slackNo("invalid_client_id")
	case clientSecret != s.st.ClientSecret:
		return nil, slackNo("bad_client_secret")
	}
	reply := object{"app_id": s.st.AppID, "authed_user": object{"id": s.st.BotUser}, "scope": strings.Join(s.app.Scopes, ","), "token_type": "bot",
		"access_token": s.st.BotToken, "bot_user_id": s.st.BotUser, "team": object{"id": s.st.TeamID, "name": s.cfg.Domain},
		"enterprise": nil, "is_enterprise_install": false}
	if rq.str("grant_type") == "refresh_token" {
		if t := rq.str("refresh_token"); t == "" || t != s.st.RefreshToken {
			return nil, slackNo("invalid_refresh_token")
		}
		return s.rotate(reply), nil
	}
	if code := rq.str("code"); !s.codes[code] {
		return nil, slackNo("invalid_code")
	}
	delete(s.codes, rq.str("code"))
	if s.st.RefreshToken != "" {
		return s.rotate(reply), nil
	}
	return reply, nil
}

func (s *Slack) rotate(reply object) object {
	token := "xoxe.xoxb-sim-" + secret(12)
	s.st.Granted = append(s.st.Granted, token)
	s.st.RefreshToken = "xoxe-sim-" + secret(12)
	reply["access_token"], reply["refresh_token"], reply["expires_in"] = token, s.st.RefreshToken, 43200
	return reply
}

// RotateTokens switches token rotation on: from now on oauth.v2.access gives tokens that expire and a refresh token.
// It returns the refresh token that is good now.
func (s *Slack) RotateTokens() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.st.RefreshToken = "xoxe-sim-" + secret(12)
	return s.st.RefreshToken
}

// InstallCode gives a code as the authorize page would.
func (s *Slack) InstallCode() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	code := secret(8)
	s.codes[code] = true
	return code
}

// Uninstall removes the app: its tokens are dead at once and the app is told, in no fixed order, as Slack does.
func (s *Slack) Uninstall() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emit("", object{"type": "tokens_revoked", "tokens": object{"oauth": []string{}, "bot": []string{s.st.BotUser}}})
	s.emit("", object{"type": "app_uninstalled"})
	s.revoked = true
	s.changes.changed()
}
