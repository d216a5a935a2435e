package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// slackRequest is one call being answered.
type slackRequest struct {
	method string
	args   map[string]any
	basic  [2]string // client id and secret by HTTP Basic
}

// str gives an argument as text; numbers and booleans of a JSON body count.
func (rq *slackRequest) str(name string) string {
	switch v := rq.args[name].(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func (rq *slackRequest) flag(name string) bool {
	v := rq.str(name)
	return v == "true" || v == "1"
}

// structured gives an argument that is JSON: a string that holds it (forms) or the value itself. Absent and null are nil.
func (rq *slackRequest) structured(name string) (any, error) {
	v := rq.args[name]
	text, ok := v.(string)
	if !ok {
		return v, nil
	}
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	var out any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("%s is not JSON: %w", name, err)
	}
	return out, nil
}

const maxSlackBody = 1 << 20

// readSlackRequest finds token and arguments in the three places where clients put them: form and token field, JSON
// and Bearer header, query and Bearer header.
func readSlackRequest(r *http.Request, method string) (*slackRequest, string, error) {
	rq := &slackRequest{method: method, args: map[string]any{}}
	if _, ok := slackMethods[method]; !ok {
		return rq, "", slackNo("unknown_method")
	}
	rq.basic[0], rq.basic[1], _ = r.BasicAuth()
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		token = ""
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxSlackBody))
	if err != nil {
		return rq, "", slackNo("request_body_too_large")
	}
	values := r.URL.Query()
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Method == http.MethodGet || len(body) == 0:
	case kind == "application/json":
		if err := json.Unmarshal(body, &rq.args); err != nil {
			return rq, "", slackNo("invalid_json")
		}
		delete(rq.args, "token") // Slack takes no token from a JSON body
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return rq, "", slackNo("invalid_form_data")
		}
		for k, v := range form {
			values[k] = v
		}
	default:
		return rq, "", slackNo("invalid_post_type")
	}
	for k, v := range values {
		if len(v) > 0 {
			rq.args[k] = v[0]
		}
	}
	if t := rq.str("token"); t != "" {
		if token != "" && token != t {
			return rq, "", slackNo("invalid_auth")
		}
		token = t
	}
	delete(rq.args, "token")
	return rq, token, nil
}
