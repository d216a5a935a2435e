// Package inngestd runs an Inngest server on this machine as a child process of Beckon:
// it finds or builds the server, starts it, watches it, restarts it when it dies and
// stops it.
//
// The server is Inngest's development server. It asks nobody for a password and keeps
// its queue in memory: it is for one machine whose users are trusted, and what is in
// flight when it dies is lost to it. Its owner keeps its own record of what is to be
// done and sends it again; see [Config.OnRestart].
package inngestd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"
)

// Config says which server to run and whom to tell.
type Config struct {
	// Binary is the path of the server's binary. When empty one is looked for, and
	// built when there is none; see [Find].
	Binary string

	// MemoryLimit is the resident memory, in bytes, at which the process is replaced by a
	// new one. The server that is built here keeps about 3 KB of a run, on top of 130 MB,
	// and forgets it after an hour; 4 KB of one that waits for its time; see the benchmarks.
	// A released one never forgets, writes runs down and keeps 50 to 170 KB of each. Zero
	// is 1 GiB, which such a one reaches after 5,000 runs or more. Windows knows no limit.
	MemoryLimit int64

	// Progress is where a build tells a waiting person how far it is; nil is nowhere.
	Progress io.Writer

	// Log takes the server's warnings and errors, and what happens to its process.
	// Nil is slog.Default().
	Log *slog.Logger

	// OnRestart, if set, is called each time a new process answers in place of one that
	// died or was replaced. The new process knows no apps and has an empty queue: register the functions
	// and send every unfinished event again. It is called by the goroutine that watches
	// the process, so it should return soon, and it must not call Stop.
	OnRestart func()
}

// A Server is an Inngest server in a child process that is restarted until it is stopped.
type Server struct {
	cfg     Config
	log     *slog.Logger
	leaving <-chan struct{} // closed when the owner is about to call Stop
	binary  string
	ports   ports
	pace    pace

	life context.Context // until Stop
	end  context.CancelFunc
	done chan struct{} // closed when no process is left

	mu    sync.Mutex
	child *child // the process that runs now; nil between two
}

// pace is the timing of a server's supervision.
type pace struct {
	boot        time.Duration // a process that does not answer by then is given up
	probeEvery  time.Duration
	probeWait   time.Duration // how long one probe may take
	probeMisses int           // so many unanswered probes in a row: the process hangs
	backoff     time.Duration // before the first restart; doubles up to backoffMax
	backoffMax  time.Duration
	calm        time.Duration // a process that lived this long resets the backoff
}

// usualPace restarts a dead server at once and gives a busy machine half a minute before
// it takes slowness for a hang. The server boots in 0.2 s on an idle machine.
var usualPace = pace{
	boot:        60 * time.Second,
	probeEvery:  5 * time.Second,
	probeWait:   5 * time.Second,
	probeMisses: 6,
	backoff:     100 * time.Millisecond,
	backoffMax:  10 * time.Second,
	calm:        time.Minute,
}

// errTooBig is why a healthy process is replaced.
var errTooBig = errors.New("it holds more memory than it may")

// Start finds or builds the server, starts it, and returns when it answers. ctx bounds
// the start, a build included (minutes, once); a server that was started runs until Stop.
// When ctx ends its owner is leaving, and what the process then complains of, for want of
// somebody who serves its functions, is logged for debugging only.
// It takes Inngest's usual ports if all are free, else others that are.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	return start(ctx, cfg, usualPace)
}

func start(ctx context.Context, cfg Config, pace pace) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Progress == nil {
		cfg.Progress = io.Discard
	}
	if cfg.MemoryLimit == 0 {
		cfg.MemoryLimit = 1 << 30
	}
	binary, err := Find(ctx, cfg.Binary, cfg.Progress)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, log: cfg.Log.With("part", "inngest"), leaving: ctx.Done(), binary: binary, pace: pace, done: make(chan struct{})}
	s.life, s.end = context.WithCancel(context.Background())
	started := make(chan error, 1)
	go s.supervise(ctx, started)
	if err := <-started; err != nil {
		return nil, err
	}
	return s, nil
}

// URL is the base URL of the server, for its event API as for its others. It is the same
// for as long as s lives, restarts included.
func (s *Server) URL() string { return s.ports.url() }

// Stop ends the server and waits until its process is gone. It may be called again.
func (s *Server) Stop() {
	s.end()
	<-s.done
}

// Kill ends the present process as a crash would, without waiting; it is then restarted.
// It is for tests of what a crash costs.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.child != nil {
		kill(s.child.cmd)
	}
}

// supervise runs one process after the other until Stop, or until the first cannot be
// started. It keeps its thread to itself and starts every process from it: on Linux a
// child is told of the death of the thread that started it, not of the process.
func (s *Server) supervise(ctx context.Context, started chan<- error) {
	runtime.LockOSThread()
	defer close(s.done)
	c, err := s.first(ctx)
	started <- err
	for wait := s.pace.backoff; c != nil; {
		born := time.Now()
		err := s.watch(c)
		s.set(nil)
		if err == nil {
			return
		}
		if errors.Is(err, errTooBig) {
			s.log.Info("the Inngest server is replaced by a new one", "because", err)
		} else {
			s.log.Error("the Inngest server died and is restarted; what it had in flight is to be sent again", "err", err)
		}
		if time.Since(born) > s.pace.calm {
			wait = s.pace.backoff
		}
		if c, wait = s.again(wait); c != nil && s.cfg.OnRestart != nil {
			s.cfg.OnRestart()
		}
	}
}

// first starts the first process, on the usual ports or, if somebody has those or takes
// them meanwhile, on others.
func (s *Server) first(ctx context.Context) (*child, error) {
	var err error
	for range 3 {
		if s.ports, err = pickPorts(); err != nil {
			return nil, err
		}
		var c *child
		if c, err = s.launch(ctx); err == nil {
			s.log.Info("the Inngest server runs", "url", s.URL(), "pid", c.pid())
			return c, nil
		}
		if ctx.Err() != nil || !errors.Is(err, errPortTaken) {
			break
		}
	}
	return nil, fmt.Errorf("starting the Inngest server %s: %w", s.binary, err)
}

// again starts a process in place of a dead one, on the same ports, as often as it takes,
// after longer and longer waits, and returns the wait that comes next. The child is nil
// when s is stopped.
func (s *Server) again(wait time.Duration) (*child, time.Duration) {
	for {
		select {
		case <-s.life.Done():
			return nil, wait
		case <-time.After(wait):
		}
		wait = min(2*wait, s.pace.backoffMax)
		c, err := s.launch(s.life)
		if err == nil {
			s.log.Info("the Inngest server runs again", "url", s.URL(), "pid", c.pid())
			return c, wait
		}
		if s.life.Err() == nil {
			s.log.Error("the Inngest server does not start", "err", err, "again in", wait)
		}
	}
}

// launch starts a process and returns it when it answers. One that does not is gone
// when launch returns.
func (s *Server) launch(ctx context.Context) (*child, error) {
	c, err := spawn(s.binary, s.ports, newOutput(s.log, s.ports, s.leaving))
	if err != nil {
		return nil, err
	}
	s.set(c)
	if err := c.ready(ctx, s.pace.boot); err != nil {
		s.set(nil)
		c.finish(0)
		return nil, err
	}
	return c, nil
}

// watch waits until the process ends, is stopped, answers no more or is too big. It returns
// nil only if s is stopped; the process is gone in any case.
func (s *Server) watch(c *child) error {
	probe := time.NewTicker(s.pace.probeEvery)
	defer probe.Stop()
	for misses := 0; ; {
		select {
		case <-s.life.Done():
			c.finish(5 * time.Second)
			return nil
		case <-c.exited:
			c.finish(0)
			return c.death()
		case <-probe.C:
			misses++
			if c.answers(s.life, s.pace.probeWait) {
				misses = 0
			}
		}
		if misses >= s.pace.probeMisses {
			c.finish(0)
			return fmt.Errorf("it did not answer %d times in a row and was killed", misses)
		}
		if size := resident(c.pid()); size > s.cfg.MemoryLimit {
			c.finish(0)
			return fmt.Errorf("%w: %d MB", errTooBig, size>>20)
		}
	}
}

// set tells Kill which process runs.
func (s *Server) set(c *child) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.child = c
}
