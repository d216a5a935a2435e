package inngestd

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The servers of these tests have usual ports of their own. Those people know are
// taken by whatever server starts while one of ours is dead: that of another
// package's test, or of somebody who works on this machine.
func init() {
	var err error
	if usualPorts, err = otherPorts(); err != nil {
		panic(err)
	}
}

func TestServerRunsUntilStopped(t *testing.T) {
	s := running(t, Config{})
	c := present(s)
	if got := status(s.URL() + "/health"); got != http.StatusOK {
		t.Errorf("health answers %d, want 200", got)
	}
	s.Stop()
	s.Stop()
	if !gone(c) {
		t.Error("the process is still there after Stop")
	}
	if err := free(s.ports.api); err != nil {
		t.Errorf("its port is not free after Stop: %v", err)
	}
}

func TestKilledServerIsRestartedAtTheSameAddress(t *testing.T) {
	restarted := make(chan struct{}, 1)
	s := running(t, Config{OnRestart: func() { restarted <- struct{}{} }})
	first, url := present(s), s.URL()
	for range 2 {
		s.Kill()
		wait(t, restarted)
		if got := status(url + "/health"); got != http.StatusOK {
			t.Errorf("health answers %d when OnRestart is called, want 200", got)
		}
	}
	if s.URL() != url {
		t.Errorf("the address changed from %s to %s", url, s.URL())
	}
	if !gone(first) {
		t.Error("the killed process is still there")
	}
}

func TestStopDuringARestart(t *testing.T) {
	slow := usualPace
	slow.backoff = time.Hour
	s := runningAt(t, Config{OnRestart: func() { t.Error("restarted") }}, slow)
	c := present(s)
	s.Kill()
	<-c.exited
	s.Stop()
}

func TestTwoServersSideBySide(t *testing.T) {
	one := running(t, Config{OnRestart: func() { t.Error("the wrong server restarted") }})
	restarted := make(chan struct{}, 1)
	two := running(t, Config{OnRestart: func() { restarted <- struct{}{} }})
	for _, s := range []*Server{one, two} {
		for _, port := range s.ports.all() {
			if err := dial(port); err != nil {
				t.Errorf("%s: port %d: %v", s.URL(), port, err)
			}
		}
		if mine, err := present(s).identity(t.Context()); !mine || err != nil {
			t.Errorf("%s is answered by another process (%v)", s.URL(), err)
		}
	}
	two.Kill()
	wait(t, restarted)
	if got := status(one.URL() + "/health"); got != http.StatusOK {
		t.Errorf("the other server answers %d, want 200", got)
	}
}

func TestServerListensOnLoopbackOnly(t *testing.T) {
	s := running(t, Config{})
	outside := outsideAddress(t)
	for _, port := range s.ports.all() {
		if conn, err := net.Dial("tcp", net.JoinHostPort(outside, strconv.Itoa(port))); err == nil {
			conn.Close()
			t.Errorf("port %d can be reached at %s", port, outside)
		}
	}
}

func TestUsualPortInUse(t *testing.T) {
	if l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(usualPorts.api)); err == nil {
		defer l.Close() // else somebody else has it, which is as good
	}
	if s := running(t, Config{}); s.ports.api == usualPorts.api {
		t.Errorf("%s is the usual port, which is taken", s.URL())
	}
}

func TestLostRaceForThePort(t *testing.T) {
	for name, take := range map[string]func(t *testing.T) ports{
		"to a program that does not speak HTTP": func(t *testing.T) ports {
			p := picked(t)
			l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(p.api))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			return p
		},
		"to another Inngest server": func(t *testing.T) ports {
			p := picked(t)
			p.api = running(t, Config{}).ports.api
			return p
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := &Server{log: logTo(t), binary: binary(t), ports: take(t), pace: usualPace}
			c, err := s.launch(t.Context())
			if c != nil || !errors.Is(err, errPortTaken) {
				t.Errorf("got %v, %v, want errPortTaken", c, err)
			}
		})
	}
}

func TestStartErrors(t *testing.T) {
	const answersVersion = "#!/bin/sh\n[ \"$1\" = version ] && echo 1.12.1-test && exit\n"
	tests := []struct {
		name    string
		content string
		mode    os.FileMode
		want    string
	}{
		{"not executable", answersVersion, 0o644, "permission denied"},
		{"not a program", "garbage", 0o755, "does not run"},
		{"too old", "#!/bin/sh\necho 1.12.0-abc\n", 0o755, "needs Inngest 1.12.1"},
		{"dies at once", answersVersion + "echo 'out of luck' >&2; exit 7\n", 0o755, "exit status 7: out of luck"},
		{"ends at once", answersVersion + "exit 0\n", 0o755, "ended"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Start(t.Context(), Config{Binary: script(t, tt.content, tt.mode), Log: logTo(t)})
			if s != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, %v, want an error with %q", s, err, tt.want)
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		_, err := Start(t.Context(), Config{Binary: filepath.Join(t.TempDir(), "inngest"), Log: logTo(t)})
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v, want os.ErrNotExist", err)
		}
	})
}

func TestEnvironmentKeepsSecretsFromTheServer(t *testing.T) {
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-secret")
	t.Setenv("INNGEST_SIGNING_KEY", "signkey-secret")
	for _, e := range environment(usualPorts, "m") {
		if strings.Contains(e, "secret") {
			t.Errorf("the server is given %s", e)
		}
	}
}

// running starts a server that is stopped when the test ends.
func running(t testing.TB, cfg Config) *Server {
	t.Helper()
	return runningAt(t, cfg, usualPace)
}

func runningAt(t testing.TB, cfg Config, pace pace) *Server {
	t.Helper()
	cfg.Binary = binary(t)
	cfg.Log = logTo(t)
	s, err := start(t.Context(), cfg, pace)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// binary is the real server's, built if need be.
func binary(t testing.TB) string {
	t.Helper()
	path, err := Find(t.Context(), "", os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func logTo(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

// present is the process that runs now.
func present(s *Server) *child {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.child
}

// gone tells whether the process was waited for.
func gone(c *child) bool {
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

func wait(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(time.Minute):
		t.Fatal("nothing happened for a minute")
	}
}

func status(url string) int {
	res, err := http.Get(url)
	if err != nil {
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

func dial(port int) error {
	conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		return err
	}
	return conn.Close()
}

func picked(t *testing.T) ports {
	t.Helper()
	p, err := pickPorts()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// outsideAddress is an address of this machine that others can reach, or at least one
// that is not loopback's usual.
func outsideAddress(t *testing.T) string {
	t.Helper()
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && ip.IP.To4() != nil {
			return ip.IP.String()
		}
	}
	return "::1" // no network: whatever listens on every interface listens here, too
}

func script(t *testing.T, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "inngest")
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFreePortsAreNotTheSystemsToGive(t *testing.T) {
	got, err := FreePorts(20)
	if err != nil {
		t.Fatal(err)
	}
	if slices.Sort(got); len(slices.Compact(slices.Clone(got))) != 20 || got[0] < firstPort || got[19] > lastPort {
		t.Errorf("got %v, want 20 different ports from %d to %d", got, firstPort, lastPort)
	}
}
