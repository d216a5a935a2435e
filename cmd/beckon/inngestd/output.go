package inngestd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// output takes what a process prints, one JSON object a line, and logs what matters of it.
type output struct {
	log       *slog.Logger
	ended     <-chan struct{} // closed when what it says is no news any more
	ports     ports
	taken     chan struct{} // closed when the process says that somebody else has one of ports
	takenOnce sync.Once

	mu   sync.Mutex
	rest []byte   // a line not yet ended
	last []string // the last lines, for the story of a death
}

func newOutput(log *slog.Logger, p ports, ended <-chan struct{}) *output {
	return &output{log: log, ended: ended, ports: p, taken: make(chan struct{})}
}

const lastLines = 8

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rest = append(o.rest, b...)
	for {
		i := bytes.IndexByte(o.rest, '\n')
		if i < 0 {
			return len(b), nil
		}
		o.line(string(o.rest[:i]))
		o.rest = o.rest[i+1:]
	}
}

func (o *output) line(raw string) {
	e := parse(raw)
	if e.text == "" {
		return
	}
	o.last = append(o.last, e.text)
	if len(o.last) > lastLines {
		o.last = slices.Delete(o.last, 0, 1)
	}
	select {
	case <-o.ended:
		e.level = slog.LevelDebug
	default:
	}
	o.log.Log(context.Background(), e.level, e.text)
	for _, port := range o.ports.all() {
		if strings.Contains(e.text, fmt.Sprintf(":%d: bind: ", port)) {
			o.takenOnce.Do(func() { close(o.taken) })
		}
	}
}

// tail is the last lines in one.
func (o *output) tail() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(append(slices.Clone(o.last), redact(string(o.rest))), "; ")
}

// An entry is what Beckon logs of a line.
type entry struct {
	level slog.Level
	text  string
}

// parse takes the message and the error from a line of the server's log and leaves the
// rest: it names events, runs and functions, and their payload is people's business.
// Lines of another kind (a panic's trace, say) are for those who look closely.
func parse(raw string) entry {
	var line struct {
		Level string `json:"level"`
		Msg   string `json:"msg"`
		Error string `json:"error"`
		Err   string `json:"err"`
	}
	if err := json.Unmarshal([]byte(raw), &line); err != nil {
		return entry{slog.LevelDebug, redact(strings.TrimSpace(raw))}
	}
	e := entry{slog.LevelDebug, line.Msg}
	for _, detail := range []string{line.Error, line.Err} {
		if detail != "" {
			e.text += ": " + detail
		}
	}
	e.text = redact(e.text)
	switch line.Level {
	case "ERROR":
		e.level = slog.LevelError
	case "WARN":
		e.level = slog.LevelWarn
	}
	if slices.Contains(noise, line.Msg) {
		e.level = slog.LevelDebug
	}
	return e
}

// noise is what the server warns of and nobody need act upon.
var noise = []string{
	"no config file found in search paths, using default",
}

var urlTail = regexp.MustCompile(`(https?://)(?:[^\s"'/@]*@)?([^\s"'/?#]+)[/?#][^\s"']*`)

// redact cuts URLs after the host: the path of Beckon's functions is a secret.
func redact(s string) string { return urlTail.ReplaceAllString(s, "$1$2/…") }
