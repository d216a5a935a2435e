package inngestd

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		line string
		want entry
	}{
		{"an error with its cause",
			`{"time":"2026-11-22T13:27:33Z","level":"ERROR","msg":"service run errored","caller":"api","error":"listen tcp: no"}`,
			entry{slog.LevelError, "service run errored: listen tcp: no"}},
		{"a warning", `{"level":"WARN","msg":"slow"}`, entry{slog.LevelWarn, "slow"}},
		{"chatter", `{"level":"INFO","msg":"service starting"}`, entry{slog.LevelDebug, "service starting"}},
		{"a warning nobody need act upon",
			`{"level":"WARN","msg":"no config file found in search paths, using default"}`,
			entry{slog.LevelDebug, "no config file found in search paths, using default"}},
		{"the payload of an event stays out",
			`{"level":"ERROR","msg":"bad event","event":{"data":{"title":"salaries"}}}`,
			entry{slog.LevelError, "bad event"}},
		{"the secret path of the functions is cut",
			`{"level":"ERROR","msg":"run","error":"Post \"http://127.0.0.1:1234/3f9a/inngest?fnId=x\": refused"}`,
			entry{slog.LevelError, `run: Post "http://127.0.0.1:1234/…": refused`}},
		{"no JSON", `panic: http://u:secret@host/path`, entry{slog.LevelDebug, "panic: http://host/…"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := parse(tt.line); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestOutputKeepsTheLastLines(t *testing.T) {
	o := newOutput(slog.New(slog.DiscardHandler), usualPorts, nil)
	io.WriteString(o, "first\n"+strings.Repeat("x\n", lastLines-1))
	io.WriteString(o, "second to")
	io.WriteString(o, " last\nlast")
	want := strings.Repeat("x; ", lastLines-1) + "second to last; last"
	if got := o.tail(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOutputIsLoggedByItsLevel(t *testing.T) {
	var got bytes.Buffer
	ended := make(chan struct{})
	o := newOutput(slog.New(slog.NewTextHandler(&got, nil)), usualPorts, ended)
	io.WriteString(o, `{"level":"INFO","msg":"quiet"}`+"\n"+`{"level":"WARN","msg":"loud"}`+"\n")
	close(ended)
	io.WriteString(o, `{"level":"ERROR","msg":"nobody serves the functions any more"}`+"\n")
	if s := got.String(); strings.Count(s, "\n") != 1 || !strings.Contains(s, "level=WARN msg=loud") {
		t.Errorf("logged %q, want the warning alone", s)
	}
}
