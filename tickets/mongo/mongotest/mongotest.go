// Package mongotest gives tests a server of the MongoDB wire protocol: FerretDB,
// built from the module in ../ferret when first needed (some minutes), and the
// server that BECKON_TEST_MONGODB_URI names, when it is set.
package mongotest

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// EnvURI names the environment variable with the address of a real server.
const EnvURI = "BECKON_TEST_MONGODB_URI"

// Each runs a test on FerretDB, and on the real server when there is one.
// newURI returns the address of a database that does not exist yet, and that is
// dropped when the test ends.
func Each(t *testing.T, test func(t *testing.T, newURI func(testing.TB) string)) {
	t.Run("FerretDB", func(t *testing.T) { test(t, NewURI) })
	if real := os.Getenv(EnvURI); real != "" {
		t.Run("MongoDB", func(t *testing.T) {
			test(t, func(t testing.TB) string { return withDatabase(t, real) })
		})
	}
}

// NewURI returns the address of a new database on FerretDB, for any number of
// clients, which take turns: see turns.
func NewURI(t testing.TB) string {
	t.Helper()
	return withDatabase(t, server(t))
}

// RealURI returns the address of a new database on the real server. Without one
// it skips the test, saying why.
func RealURI(t testing.TB, why string) string {
	t.Helper()
	real := os.Getenv(EnvURI)
	if real == "" {
		t.Skipf("needs a real MongoDB: %s. Set %s to run it.", why, EnvURI)
	}
	return withDatabase(t, real)
}

var serial atomic.Int64

// withDatabase names a new database in an address.
func withDatabase(t testing.TB, uri string) string {
	t.Helper()
	name := fmt.Sprintf("beckon_test_%d_%d_%d", os.Getpid(), time.Now().UnixMilli(), serial.Add(1))
	address, query, _ := strings.Cut(uri, "?")
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	named := scheme + "://" + host + "/" + name
	if query != "" {
		named += "?" + query
	}
	t.Cleanup(func() { drop(t, named, name) })
	return named
}

func drop(t testing.TB, uri, database string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err == nil {
		defer func() { _ = client.Disconnect(ctx) }()
		err = client.Database(database).Drop(ctx)
	}
	if err != nil {
		t.Errorf("dropping %s: %v", database, err)
	}
}

var running struct {
	once sync.Once
	uri  string
	err  error
	pipe io.Closer // held on to: what nothing holds is closed by the garbage collector
}

// server returns the address of FerretDB, which runs until the tests' process
// ends, however it ends: it reads from a pipe that closes then.
func server(t testing.TB) string {
	t.Helper()
	running.once.Do(func() { running.uri, running.err = start() })
	if running.err != nil {
		t.Fatalf("FerretDB for tests: %v", running.err)
	}
	return running.uri
}

func start() (uri string, err error) {
	if uri, _, running.pipe, err = launch(); err != nil {
		return "", err
	}
	at, err := url.Parse(uri)
	if err != nil {
		return "", err
	}
	address, err := takeTurns(at.Host)
	return "mongodb://" + address + "/?timeoutMS=120000", err // many tests take turns on a busy machine
}

// launch runs FerretDB and returns its address. It ends when the pipe is closed.
func launch(args ...string) (uri string, cmd *exec.Cmd, pipe io.Closer, err error) {
	binary, err := build()
	if err != nil {
		return "", nil, nil, err
	}
	cmd = exec.Command(binary, args...)
	cmd.Stderr = os.Stderr
	if pipe, err = cmd.StdinPipe(); err != nil {
		return "", nil, nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, nil, err
	}
	uri, err = bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return "", nil, nil, fmt.Errorf("it ended before it said where it listens: %w", err)
	}
	return strings.TrimSpace(uri), cmd, pipe, nil
}

// build returns the server's binary from the user's cache, making it first when
// it is not there. Of tests that do so at once, one builds.
func build() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	module := filepath.Join(filepath.Dir(filepath.Dir(here)), "ferret")
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	version, err := fingerprint(module)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "beckon")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	binary := filepath.Join(folder, "ferretdb-"+version)
	lock := flock.New(binary + ".lock")
	if err := lock.Lock(); err != nil {
		return "", err
	}
	defer func() { _ = lock.Unlock() }()
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	fmt.Fprintln(os.Stderr, "building FerretDB for the tests; this takes some minutes, once")
	cmd := exec.Command("go", "build", "-C", module, "-o", binary+".new", ".")
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-buildvcs=false")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return binary, os.Rename(binary+".new", binary)
}

// fingerprint tells builds apart: by the program, what it is built from, and
// with which Go.
func fingerprint(module string) (string, error) {
	h := sha256.New()
	for _, name := range []string{"main.go", "go.mod", "go.sum"} {
		f, err := os.Open(filepath.Join(module, name))
		if err != nil {
			return "", err
		}
		_, err = io.Copy(h, f)
		_ = f.Close()
		if err != nil {
			return "", err
		}
	}
	fmt.Fprint(h, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return fmt.Sprintf("%x", h.Sum(nil)[:6]), nil
}
