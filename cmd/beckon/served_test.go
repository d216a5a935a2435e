package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// childEnv makes the test binary be Beckon, as it is: in a hurry to answer the chats.
const childEnv = "BECKON_TEST_BE_BECKON"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		chatsWait = patience
		os.Exit(aside(m))
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the test that started us is gone
		os.Exit(3)
	}()
	main()
}

// aside runs the tests with Inngest servers off the port that people know theirs
// by. Whichever desk starts next would take that from one whose server was killed
// and comes back to it.
func aside(m *testing.M) int {
	if l, err := net.Listen("tcp", "127.0.0.1:8288"); err == nil {
		defer l.Close() // else somebody else keeps it from us
	}
	return m.Run()
}

// served is Beckon as a process of its own that is started again whenever it
// dies, as a machine's init does.
type served struct {
	w      *world
	logged *console

	mu      sync.Mutex
	cmd     *exec.Cmd
	out     *console      // of the present process
	blows   int           // how often it was killed
	deaths  []string      // by itself
	ending  bool          // it is not started again
	gone    chan struct{} // closed when no process is left
	lastErr error         // how the last process ended
}

// serve starts the world's desk on a fixed address, which Slack knows.
func (w *world) serve() *served {
	w.t.Helper()
	w.settles()
	w.slack.RequestURLs(w.url)
	return w.launch()
}

// settles gives the desk an address that stays free for it.
func (w *world) settles() {
	w.t.Helper()
	w.env["BECKON_LISTEN"] = "127.0.0.1:" + freePorts(w.t, 1)[0]
	w.url = "http://" + w.env["BECKON_LISTEN"]
}

// launch starts the desk and waits until it is ready.
func (w *world) launch() *served {
	w.t.Helper()
	s := &served{w: w, logged: newConsole(), out: newConsole(), gone: make(chan struct{})}
	started := make(chan error)
	go s.keep(started)
	if err := <-started; err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		s.end(syscall.SIGKILL)
		<-s.gone
	})
	s.ready()
	return s
}

func (s *served) keep(started chan<- error) {
	defer close(s.gone)
	for first := true; ; first = false {
		done, err := s.start()
		if first {
			started <- err
		}
		if err != nil {
			return
		}
		err = <-done
		s.mu.Lock()
		ending := s.ending
		if s.lastErr = err; !ending && !killed(err) {
			s.deaths = append(s.deaths, fmt.Sprint(err))
		}
		s.mu.Unlock()
		if ending {
			return
		}
	}
}

func killed(err error) bool {
	exit, ok := err.(*exec.ExitError)
	if !ok {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

func (s *served) start() (done <-chan error, err error) {
	cmd := exec.Command(os.Args[0], "serve")
	cmd.Env = []string{childEnv + "=1"}
	for _, name := range []string{"PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR", "GORACE"} {
		if v, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	for name, v := range s.w.env {
		cmd.Env = append(cmd.Env, name+"="+v)
	}
	out := newConsole()
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = out, s.logged, 5*time.Second
	leash, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.cmd, s.out = cmd, out
	if s.ending {
		_ = cmd.Process.Kill()
	}
	s.mu.Unlock()
	ended := make(chan error, 1)
	go func() {
		ended <- cmd.Wait()
		leash.Close()
	}()
	return ended, nil
}

// ready waits until the present process says that it is ready.
func (s *served) ready() {
	s.w.t.Helper()
	ctx, cancel := context.WithTimeout(s.w.ctx, patience)
	defer cancel()
	s.mu.Lock()
	out := s.out
	s.mu.Unlock()
	if _, err := out.waitFor(ctx, regexp.MustCompile(`(?m)^ready `), nil); err != nil {
		s.w.t.Fatalf("the desk did not get ready: %v\n%s", err, tail(s.logged.String(), 50))
	}
}

// kill ends the present process as a crash does.
func (s *served) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.blows++
	_ = s.cmd.Process.Kill() // it may just be dead
}

// end ends the desk for good by a signal.
func (s *served) end(signal os.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending = true
	_ = s.cmd.Process.Signal(signal)
}

// stop ends the desk as a machine that shuts down does, and reports how it ended.
func (s *served) stop() error {
	s.end(syscall.SIGTERM)
	select {
	case <-s.gone:
		return s.lastErr
	case <-time.After(patience):
		return fmt.Errorf("it did not end within %s of SIGTERM", patience)
	}
}

var inngestPID = regexp.MustCompile(`msg="the Inngest server runs(?: again)?".* pid=(\d+)`)

// killInngest kills the Inngest server that the desk has started, as a crash does.
func (s *served) killInngest() {
	all := inngestPID.FindAllStringSubmatch(s.logged.String(), -1)
	pid, err := strconv.Atoi(all[len(all)-1][1])
	if err != nil || !isInngest(pid) {
		return // it has died with Beckon
	}
	if p, err := os.FindProcess(pid); err == nil {
		_ = p.Kill()
	}
}

// isInngest guards against a process id that another process has got meanwhile.
func isInngest(pid int) bool {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && strings.Contains(string(line), "inngest")
}

func tail(text string, lines int) string {
	all := strings.Split(strings.TrimSpace(requestLines.ReplaceAllString(text, "")), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
