package bot_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// files is a server of files, and the source that fetches from it.
func files(t *testing.T, serve http.HandlerFunc) (address string, s bot.Source) {
	t.Helper()
	server := httptest.NewServer(serve)
	t.Cleanup(server.Close)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return server.URL, bot.Source{Platform: "Chat", Origins: []string{server.URL, "https://files.chat.test"}, Token: "secret", Hint: "; is the scope there?", HTTP: client}
}

func TestAFileIsFetchedAsTheBot(t *testing.T) {
	address, s := files(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Header.Get("Authorization")) })
	body, err := s.Fetch(t.Context(), address+"/a.png")
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if got, err := io.ReadAll(body); err != nil || string(got) != "Bearer secret" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestTheTokenGoesToThePlatformOnly(t *testing.T) {
	foreign, _ := files(t, func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s was asked for, with %q", r.URL, r.Header.Get("Authorization"))
	})
	own, s := files(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, foreign, http.StatusFound)
			return
		}
		http.NotFound(w, r)
	})
	for address, want := range map[string]string{
		foreign + "/a.png":                        "not kept by Chat",
		"http://files.chat.test/a.png":            "not kept by Chat",
		"https://files.chat.test.evil.test/a.png": "not kept by Chat",
		"https://files.chat.test@evil.test/a.png": "not kept by Chat",
		"file:///etc/passwd":                      "not kept by Chat",
		"":                                        "not kept by Chat",
		own + "/away":                             "Chat answers 302 Found; is the scope there?",
		own + "/gone":                             "Chat answers 404 Not Found; is the scope there?",
	} {
		body, err := s.Fetch(t.Context(), address)
		if err == nil {
			_ = body.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", address, err, want)
		}
	}
}

// attached is a file that holds words, or cannot be had.
func attached(name, holds string) bot.Attached {
	return bot.Attached{ID: name, Name: name, Line: "File: " + name, Fetch: func(context.Context) (io.ReadCloser, error) {
		if holds == "" {
			return nil, errors.New("it is gone")
		}
		return io.NopCloser(strings.NewReader(holds)), nil
	}}
}

func TestAFormBeginsWithTheWordsAndEndsWithTheFiles(t *testing.T) {
	both := []bot.Attached{attached("a.txt", "a"), attached("b.txt", "b")}
	for name, tt := range map[string]struct{ text, title, body string }{
		"words and files":    {"It is jammed.\nFile: a.txt\nFile: b.txt", "It is jammed.", "File: a.txt\nFile: b.txt"},
		"several lines":      {"It is jammed.\nAgain.\nFile: a.txt\nFile: b.txt", "It is jammed.", "It is jammed.\nAgain.\nFile: a.txt\nFile: b.txt"},
		"files alone":        {"File: a.txt\nFile: b.txt", "a.txt", "File: a.txt\nFile: b.txt"},
		"nothing leads them": {"It is jammed.", "It is jammed.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			f := w.bot.MessageAction(t.Context(), bot.MessageAction{By: by("ann", "1"), Draft: bot.Draft{Text: tt.text, Files: both}}).Form
			if got := f.Fields; got[0].Value != tt.title || got[1].Value != tt.body {
				t.Errorf("title %q, body %q; want %q, %q", got[0].Value, got[1].Value, tt.title, tt.body)
			}
			if diff := cmp.Diff([]string{"a.txt", "b.txt"}, f.Files); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFormThatIsSentAgainHasItsFilesOnce(t *testing.T) {
	w := open(t)
	asked := 0
	sub := bot.Submission{
		By: by("ann", "form"), FormRef: bot.FormRef{Verb: bot.VerbNew}, Values: map[string]string{"title": "It is jammed", "body": "File: a.txt\nFile: b.txt"},
		Attached: func(context.Context) []bot.Attached {
			asked++
			return []bot.Attached{attached("a.txt", "a"), attached("b.txt", "")}
		},
	}
	for range 2 {
		if a := w.bot.Submit(t.Context(), sub); a.Err != nil || len(a.Errors) > 0 {
			t.Fatalf("answered %+v", a)
		}
	}
	got := w.tickets()
	if len(got) != 1 || len(got[0].Files) != 1 || got[0].Files[0].Name != "a.txt" || got[0].Body != "File: b.txt" || asked != 1 {
		t.Errorf("stored %+v after %d fetches", got, asked)
	}
}

func TestAMessageOfAFileWithoutANameIsTakenIn(t *testing.T) {
	w := open(t)
	f := attached("", "a")
	f.Line = "https://files.chat.test/1"
	s := w.writes("ann", "1", f.Line)
	s.Files = []bot.Attached{f}
	w.bot.Said(t.Context(), s)
	if got := w.tickets(); len(got) != 1 || got[0].Title != "file" || len(got[0].Files) != 1 {
		t.Errorf("stored %+v", got)
	}
}

func TestAnEditKeepsFilesOfOneNameApart(t *testing.T) {
	pasted := func(n, holds string) bot.Attached {
		f := attached("image.png", holds)
		f.Line = "image.png: https://files.chat.test/" + n
		return f
	}
	const both = "image.png: https://files.chat.test/1\nimage.png: https://files.chat.test/2"
	for name, tt := range map[string]struct {
		second string // what it holds
		files  int
		body   string
	}{
		"both are kept": {"b", 2, ""},
		"one is kept":   {"", 1, "It is jammed again.\n" + both}, // whichever it is, the other is led to
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			s := w.writes("ann", "1", "It is jammed.\n"+both)
			s.Files = []bot.Attached{pasted("1", "a"), pasted("2", tt.second)}
			w.bot.Said(t.Context(), s)
			w.bot.Edited(t.Context(), bot.Edit{Key: s.Key, Text: "It is jammed again.\n" + both, Files: s.Files, Written: s.At, At: s.At.Add(time.Minute)}, nil)
			got := w.tickets()
			if len(got) != 1 || got[0].Title != "It is jammed again." || got[0].Body != tt.body || len(got[0].Files) != tt.files {
				t.Errorf("stored %+v", got)
			}
		})
	}
}

func TestAMessageKeepsTenFilesOfTenMegabytes(t *testing.T) {
	w := open(t)
	s := w.writes("ann", "1", "It is jammed.")
	for i := range 11 {
		f := attached(fmt.Sprintf("%d.txt", i), "a")
		f.Size = tickets.MaxFile
		s.Files = append(s.Files, f)
	}
	s.Files[0].Size++
	s.Files[0].Fetch = func(context.Context) (io.ReadCloser, error) {
		t.Error("what is too large is fetched")
		return nil, io.EOF
	}
	w.bot.Said(t.Context(), s)
	if got := w.tickets(); len(got) != 1 || len(got[0].Files) != 9 || got[0].Files[0].Name != "1.txt" {
		t.Errorf("stored %+v; want the nine of the first ten that are not too large", got)
	}
}
