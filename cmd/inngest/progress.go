package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// sayEvery is how often a build tells that it is alive.
const sayEvery = 5 * time.Second

// progress tells a waiting person what a build is doing. It is the stderr of the go
// commands: each line they print is a module downloaded or a package compiled.
type progress struct {
	out     io.Writer
	started time.Time
	done    chan struct{}
	ended   sync.WaitGroup

	mu    sync.Mutex
	what  string
	total int // packages to compile at most; 0 while not compiling
	lines int // lines of the running command
	tail  []string
	rest  []byte // a line not yet ended
}

func startProgress(out io.Writer) *progress {
	p := &progress{out: out, started: time.Now(), done: make(chan struct{})}
	fmt.Fprintf(out, "Building the Inngest server %s, which runs Beckon's durable steps on this machine.\n"+
		"This happens once and takes about 3 to 6 minutes on two cores. Beckon works without it when\n"+
		"inngest is on PATH or INNGEST_BASE_URL names a server.\n", version)
	p.ended.Go(func() {
		tick := time.NewTicker(sayEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				p.tell()
			case <-p.done:
				return
			}
		}
	})
	return p
}

// phase names what happens now.
func (p *progress) phase(what string) {
	p.mu.Lock()
	p.what = what
	p.mu.Unlock()
	p.tell()
}

// compiling is the phase of which the size is known: the packages there are at most
// (those compiled before, for whatever program, are not compiled again).
func (p *progress) compiling(total int) {
	p.mu.Lock()
	p.total = total
	p.mu.Unlock()
	p.phase("compiling")
}

func (p *progress) tell() {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := fmt.Sprintf("Inngest server: %s, %d s", p.what, int(time.Since(p.started).Seconds()))
	switch {
	case p.total > 0:
		line += fmt.Sprintf(", %d of at most %d packages", p.lines, p.total)
	case p.lines > 0:
		line += fmt.Sprintf(", %d modules", p.lines)
	}
	fmt.Fprintln(p.out, line)
}

// stop ends the telling and sums up a build that went well.
func (p *progress) stop(err error) {
	close(p.done)
	p.ended.Wait()
	if err == nil {
		fmt.Fprintf(p.out, "Inngest server: built in %d s\n", int(time.Since(p.started).Seconds()))
	}
}

// Write takes the output of a go command.
func (p *progress) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest = append(p.rest, b...)
	for {
		i := bytes.IndexByte(p.rest, '\n')
		if i < 0 {
			return len(b), nil
		}
		p.lines++
		p.tail = append(p.tail, string(p.rest[:i]))
		if len(p.tail) > 20 {
			p.tail = p.tail[1:]
		}
		p.rest = p.rest[i+1:]
	}
}

// forget makes ready for the output of the next command.
func (p *progress) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines, p.tail, p.rest = 0, nil, nil
}

// lastLines is the end of the running command's output, where it says what is wrong.
func (p *progress) lastLines() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(append(p.tail, string(p.rest)), "\n")
}

// A lineCounter counts the lines written to it.
type lineCounter struct{ lines int }

func (c *lineCounter) Write(b []byte) (int, error) {
	c.lines += bytes.Count(b, []byte("\n"))
	return len(b), nil
}
