package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

func TestEditedSource(t *testing.T) {
	p := startProgress(t.Output())
	defer p.stop(nil)
	sources, err := builder{module: "."}.download(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	if err := prepare(".", sources, work); err != nil { // the edits fit
		t.Fatal(err)
	}
	t.Run("listens on loopback only", func(t *testing.T) { listensOnLoopback(t, work) })
	t.Run("watches no keys", func(t *testing.T) { watchesNoKeys(t, work) })
	t.Run("forgets what is gone", func(t *testing.T) { forgetsWhatIsGone(t, p, work) })
}

func listensOnLoopback(t *testing.T, work string) {
	for _, e := range edits {
		content, err := os.ReadFile(filepath.Join(work, e.file))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), `Sprintf(":%d"`) {
			t.Errorf("%s still listens on every interface", e.file)
		}
	}
}

// watches is a WATCH or an OBJECT sent to Redis, in Go or Lua.
var watches = regexp.MustCompile(`\.B\(\)\.(Watch|Object\w+)\(|call\(["'](?i:watch|object)["']`)

// The edited Redis keeps no versions of keys, which is what WATCH compares, nor when
// they were used, which is what OBJECT tells.
func watchesNoKeys(t *testing.T, work string) {
	err := filepath.WalkDir(filepath.Join(work, "server", "pkg"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" && filepath.Ext(path) != ".lua" {
			return err
		}
		content, err := os.ReadFile(path)
		if watches.Match(content) {
			t.Errorf("%s watches keys", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// forgetsWhatIsGone runs testdata/miniredis_test.go in the edited Redis.
func forgetsWhatIsGone(t *testing.T, p *progress, work string) {
	redis := filepath.Join(work, "miniredis")
	own, err := filepath.Glob(filepath.Join(redis, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range own { // they are for all of it and need more
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	ours, err := os.ReadFile(filepath.Join("testdata", "miniredis_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(redis, "beckon_test.go"), string(ours), 0o644)
	var out bytes.Buffer
	if err := goCommand(t.Context(), p, work, &out, "test", "-vet=off", copies["miniredis"]); err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestEditRefusesASourceItDoesNotKnow(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "a.go"), "listen()", 0o644)
	err := edit{file: "a.go", old: "listen()", new: "hear()", times: 2}.apply(root)
	if err == nil || !strings.Contains(err.Error(), "1 times, want 2") {
		t.Errorf("got %v, want an error that counts", err)
	}
}

func TestBuiltBinaryIsAnsweredAtOnce(t *testing.T) {
	folder := t.TempDir()
	want := filepath.Join(folder, binaryName())
	write(t, want, "", 0o755)
	var said bytes.Buffer
	got, err := builder{module: "/nowhere", folder: folder, say: &said}.binary(t.Context())
	if err != nil || got != want || said.Len() > 0 {
		t.Errorf("got %q, %v, said %q; want %q in silence", got, err, said.String(), want)
	}
}

func TestSecondBuilderWaitsForTheFirst(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, binaryName())
	first := flock.New(path + ".lock")
	if err := first.Lock(); err != nil {
		t.Fatal(err)
	}
	waits := signalWriter{make(chan struct{})}
	type answer struct {
		path string
		err  error
	}
	answers := make(chan answer)
	go func() {
		got, err := builder{module: "/nowhere", folder: folder, say: waits}.binary(context.WithoutCancel(t.Context()))
		answers <- answer{got, err}
	}()
	<-waits.said
	write(t, path, "", 0o755)
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if got := <-answers; got != (answer{path, nil}) {
		t.Errorf("got %v, want the path the first builder made", got)
	}
}

func TestBuildWithoutGoSaysWhatToDo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := builder{module: ".", folder: t.TempDir(), say: t.Output()}.binary(t.Context())
	if err == nil || !strings.Contains(err.Error(), "INNGEST_BASE_URL") {
		t.Errorf("got %v, want an error that names the ways out", err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	for name, script := range map[string]string{
		"another version":       "#!/bin/sh\necho 1.0.0-beckon.1\n",
		"a binary that crashes": "#!/bin/sh\nexit 3\n",
		"no program":            "garbage",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "inngest")
			write(t, path, script, 0o755)
			if err := verify(t.Context(), path); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func write(t *testing.T, path, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
}

// A signalWriter tells of the one thing written to it.
type signalWriter struct{ said chan struct{} }

func (w signalWriter) Write(b []byte) (int, error) {
	close(w.said)
	return len(b), nil
}
