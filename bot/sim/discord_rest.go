package sim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// DiscordCall is a REST call as it was received and answered. Body is the JSON body, also of a multipart request.
type DiscordCall struct {
	At        time.Time
	Version   string // "v9" or "v10"
	Method    string
	Path      string // below the version, such as /channels/1/messages
	Route     string // the path with names for its ids, such as /channels/{channel}/messages; "" unknown
	Query     string
	Header    http.Header
	Body      json.RawMessage
	Status    int             // 0 when the connection was dropped
	Response  json.RawMessage // nil when the answer was no JSON
	Interrupt bool            // the effect took place but its answer was lost or replaced by a fault
}

// Calls lists the calls of a route so far, such as "POST /channels/{id}/messages" (any name in the braces), or of a
// path, in the order of their answers; "" lists all.
func (d *Discord) Calls(method string) []DiscordCall {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []DiscordCall
	for _, c := range d.calls {
		if method == "" || sameRoute(method, c.Method+" "+c.Route) || method == c.Method+" "+c.Path {
			out = append(out, c)
		}
	}
	return out
}

// restCall is one call on its way through a handler.
type restCall struct {
	*http.Request
	body   []byte // JSON
	files  []object
	status int // of a success; 0 is 200, or 204 without an answer
}

// decode reads the body: 50109 when it is no JSON, 50035 when a field has the wrong type.
func (r *restCall) decode(into any) error {
	err := json.Unmarshal(r.body, into)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		var f formErrors
		f.add(cmp.Or(wrong.Field, "_body"), "BASE_TYPE_CONVERT", fmt.Sprintf("Could not interpret %s as %s.", wrong.Value, wrong.Type))
		return f.err()
	case err != nil:
		return errBadJSON
	}
	return nil
}

// endpoint handles one route. It runs with d.mu held; a nil answer is 204.
type endpoint func(*restCall) (any, error)

// routes is everything the server answers.
func (d *Discord) routes() http.Handler {
	api := http.NewServeMux()
	closed := func(pattern string, e endpoint) { api.Handle(pattern, d.handle(pattern, true, e)) }
	open := func(pattern string, e endpoint) { api.Handle(pattern, d.handle(pattern, false, e)) }

	open("GET /gateway", d.getGateway)
	closed("GET /gateway/bot", d.getGatewayBot)
	d.peopleRoutes(closed)
	d.channelRoutes(closed)
	for _, scope := range []string{"/applications/{app}/commands", "/applications/{app}/guilds/{guild}/commands"} {
		closed("GET "+scope, d.getCommands)
		closed("PUT "+scope, d.putCommands)
		closed("POST "+scope, d.postCommand)
		closed("DELETE "+scope+"/{command}", d.deleteCommand)
	}
	open("POST /interactions/{interaction}/{token}/callback", d.postCallback)
	open("POST /webhooks/{app}/{token}", d.postFollowUp)
	open("GET /webhooks/{app}/{token}/messages/{message}", d.getAnswer)
	open("PATCH /webhooks/{app}/{token}/messages/{message}", d.patchAnswer)
	open("DELETE /webhooks/{app}/{token}/messages/{message}", d.deleteAnswer)

	root := http.NewServeMux()
	root.Handle("/api/", d.versioned(api))
	root.HandleFunc("/gw", d.serveGateway)
	root.HandleFunc(attachmentRoute, d.serveAttachment)
	root.HandleFunc("/gw/", d.serveGateway)
	root.HandleFunc("/gw-resume/", d.serveGateway)
	return root
}

// versioned takes /api/v9 or /api/v10 off the path and answers what no route knows.
func (d *Discord) versioned(api *http.ServeMux) http.Handler {
	methods := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		version, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/api/"), "/")
		if version != "v9" && version != "v10" {
			d.unrouted(w, r, version, refuse(http.StatusBadRequest, 50041, "Invalid API version provided"))
			return
		}
		inner := r.Clone(r.Context())
		var err error
		if inner.URL, err = r.URL.Parse("/" + rest); err != nil {
			d.unrouted(w, r, version, errNotFound)
			return
		}
		inner.URL.RawQuery = r.URL.RawQuery
		inner.Header.Set("Sim-Api-Version", version)
		if _, pattern := api.Handler(inner); pattern != "" {
			api.ServeHTTP(w, inner)
			return
		}
		e := errNotFound
		for _, m := range methods {
			other := inner.Clone(r.Context())
			other.Method = m
			if _, pattern := api.Handler(other); pattern != "" {
				e = errMethod
			}
		}
		d.unrouted(w, inner, version, e)
	})
}

func (d *Discord) unrouted(w http.ResponseWriter, r *http.Request, version string, e *apiError) {
	d.record(DiscordCall{Version: version, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Status: e.Status})
	writeJSON(w, e.Status, e)
}

// handle wraps an endpoint in what all share: reading, faults, the bot's token, the answer and the record.
func (d *Discord) handle(pattern string, needsToken bool, e endpoint) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := &recorder{ResponseWriter: w}
		_, route, _ := strings.Cut(pattern, " ")
		header := r.Header.Clone()
		version := header.Get("Sim-Api-Version")
		header.Del("Sim-Api-Version")
		call := &restCall{Request: r}
		err := call.read()
		entry := DiscordCall{Version: version, Method: r.Method, Path: r.URL.Path, Route: route, Query: r.URL.RawQuery, Header: header, Body: call.body}
		defer func() {
			entry.Status = out.status
			if json.Valid(out.body.Bytes()) {
				entry.Response = out.body.Bytes()
			}
			d.record(entry)
		}()
		fault := d.faults.take(pattern, r.Method+" "+r.URL.Path)
		if fault.before(out, r) {
			return
		}
		if err == nil {
			err = d.admit(r, needsToken)
		}
		var answer any
		if err == nil {
			answer, err = d.run(e, call)
		}
		switch {
		case fault.LoseReply:
			entry.Interrupt = true
			dropConnection()
		case fault.StatusAfter != 0:
			entry.Interrupt = true
			writeFailure(out, fault.StatusAfter, fault.HTML)
		case err != nil:
			writeError(out, err)
		default:
			rateHeaders(out.Header(), pattern, d.cfg.Now.now())
			call.write(out, answer)
		}
	})
}

// run performs the effect of a call.
func (d *Discord) run(e endpoint, call *restCall) (any, error) {
	defer d.changes.changed()
	d.mu.Lock()
	defer d.mu.Unlock()
	answer, err := e(call)
	if err != nil || answer == nil {
		return nil, err
	}
	raw, err := json.Marshal(answer) // now, while the state stands still
	return json.RawMessage(raw), err
}

func (d *Discord) record(c DiscordCall) {
	c.At = time.Now()
	d.mu.Lock()
	d.calls = append(recent(d.calls), c)
	d.mu.Unlock()
	d.changes.changed()
}

// admit checks the token and, since Discord has Cloudflare do so, that the client names itself as a bot must.
func (d *Discord) admit(r *http.Request, needsToken bool) error {
	if !needsToken {
		return nil
	}
	if !strings.HasPrefix(r.UserAgent(), "DiscordBot (") {
		return errUserAgent
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Header.Get("Authorization") != "Bot "+d.cfg.Token {
		return errUnauthorized
	}
	return nil
}

// read takes in the body; of a multipart form the field payload_json is the body, and the files become attachments.
func (r *restCall) read() error {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 25<<20+1))
	if err != nil || len(raw) > 25<<20 {
		return refuse(http.StatusRequestEntityTooLarge, 40005, "Request entity too large")
	}
	r.body = raw
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		if len(raw) > 0 && kind != "application/json" {
			r.body = nil
			var f formErrors
			f.add("_body", "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.")
			return f.err()
		}
		return nil
	}
	form, err := multipart.NewReader(bytes.NewReader(raw), params["boundary"]).ReadForm(25 << 20)
	if err != nil {
		return errBadJSON
	}
	r.body = nil
	if v := form.Value["payload_json"]; len(v) > 0 {
		r.body = []byte(v[0])
	}
	for field, list := range form.File {
		for _, file := range list {
			r.files = append(r.files, object{"id": strings.Trim(field, "files[]"), "filename": file.Filename, "size": file.Size})
		}
	}
	return nil
}

func (r *restCall) write(w http.ResponseWriter, answer any) {
	switch {
	case answer == nil && r.status == 0:
		w.WriteHeader(http.StatusNoContent)
	case r.status == 0:
		writeJSON(w, http.StatusOK, answer)
	default:
		writeJSON(w, r.status, answer)
	}
}

func rateHeaders(h http.Header, pattern string, now time.Time) {
	bucket := fnv.New64a()
	_, _ = bucket.Write([]byte(pattern))
	h.Set("X-RateLimit-Bucket", strconv.FormatUint(bucket.Sum64(), 16))
	h.Set("X-RateLimit-Limit", "50")
	h.Set("X-RateLimit-Remaining", "49")
	h.Set("X-RateLimit-Reset", fmt.Sprintf("%.3f", float64(now.Add(time.Second).UnixMilli())/1000))
	h.Set("X-RateLimit-Reset-After", "1.000")
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func writeError(w http.ResponseWriter, err error) {
	var e *apiError
	if !errors.As(err, &e) {
		e = refuse(http.StatusInternalServerError, 0, "500: Internal Server Error")
	}
	writeJSON(w, e.Status, e)
}

// recorder keeps what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	r.body.Write(b)
	return r.ResponseWriter.Write(b)
}

// recordsKept is how many calls, and how many frames, are remembered at least; a demo may run for weeks.
const recordsKept = 20000

// recent forgets the older half of a record that has grown long.
func recent[T any](list []T) []T {
	if len(list) < 2*recordsKept {
		return list
	}
	return append([]T(nil), list[recordsKept:]...)
}
