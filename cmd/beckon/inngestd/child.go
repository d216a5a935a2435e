package inngestd

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// errPortTaken is why a process does not start whose port somebody else has.
var errPortTaken = errors.New("somebody else listens on its port")

// A child is one process of the server.
type child struct {
	cmd    *exec.Cmd
	url    string
	mark   string // set in this process's environment, told by its API: who answers is it
	output *output
	exited chan struct{} // closed when it has ended and err is set
	err    error         // how it ended
}

// spawn starts the process. It must be called by the goroutine that holds its thread,
// see supervise.
func spawn(binary string, p ports, out *output) (*child, error) {
	c := &child{url: p.url(), mark: "beckon-" + rand.Text(), output: out, exited: make(chan struct{})}
	c.cmd = exec.Command(binary, arguments(p)...)
	c.cmd.Env = environment(p, c.mark)
	c.cmd.Dir = string(os.PathSeparator) // it reads configuration from its folder and those above
	c.cmd.Stdout, c.cmd.Stderr = c.output, c.output
	c.cmd.WaitDelay = 2 * time.Second // for a child of its own that keeps the output open
	isolate(c.cmd)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		c.err = c.cmd.Wait()
		kill(c.cmd) // what is left of its group
		close(c.exited)
	}()
	return c, nil
}

// tick is how often, in milliseconds, the server looks into its queue. Measured over HTTP
// on 2 cores with runs of four steps of which the first takes 50 ms, medians of 15 and more:
//
//	tick  idle CPU  event to second step  burst of 200
//	  10    7–8 %          0.09 s          41–62 runs/s
//	  25    3–4 %          0.31 s          27–56 runs/s
//	  50      2 %          0.26 s          51–65 runs/s
//	 150      1 %          0.31 s             49 runs/s   (the server's default)
//
// Somebody waits for the second step, and a fourteenth of one core is what it costs to
// have it three times sooner; in between one pays and gains nothing.
const tick = 10

// queueWorkers is how many steps may be under way. The server's default of 100 is as fast
// as long as steps are short, but steps that wait for a model or a mail server hold one
// each, and at rest a worker costs nothing.
const queueWorkers = 400

func arguments(p ports) []string {
	return []string{
		"--json", "dev",
		"--host", "127.0.0.1",
		"--port", strconv.Itoa(p.api),
		"--connect-gateway-port", strconv.Itoa(p.connect),
		"--no-discovery", // it would call every port where people serve apps in development
		"--no-poll",      // Beckon registers its functions itself
		"--tick", strconv.Itoa(tick),
		"--queue-workers", strconv.Itoa(queueWorkers),
	}
}

// environment is all the process sees of ours: none of Beckon's secrets, no proxy between
// it and our loopback, no INNGEST_ setting meant for somebody else.
func environment(p ports, mark string) []string {
	env := []string{
		"DO_NOT_TRACK=1",
		"LOG_LEVEL=warn",
		"INNGEST_FEATURE_FLAGS=" + mark + "=true",
		"INNGEST_CONNECT_GATEWAY_GRPC_PORT=" + strconv.Itoa(p.gatewayGRPC),
		"INNGEST_CONNECT_EXECUTOR_GRPC_PORT=" + strconv.Itoa(p.executor),
		"HOME=" + os.DevNull, // it keeps an identifier for its statistics there
	}
	for _, name := range []string{"PATH", "TMPDIR", "TEMP", "SystemRoot"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// ready waits until the process answers. Should another server answer in its place, or
// the process find its port taken, the error is errPortTaken.
func (c *child) ready(ctx context.Context, limit time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("no answer after %s", limit))
	defer cancel()
	retry := time.NewTicker(20 * time.Millisecond)
	defer retry.Stop()
	for {
		switch mine, err := c.identity(ctx); {
		case err == nil && mine:
			return nil
		case err == nil:
			return errPortTaken
		}
		select {
		case <-c.output.taken:
			return errPortTaken
		case <-c.exited:
			return c.death()
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-retry.C:
		}
	}
}

// identity asks the server at the process's address whether it is the process.
func (c *child) identity(ctx context.Context) (bool, error) {
	var info struct{ Features map[string]bool }
	body, err := get(ctx, c.url+"/dev", 2*time.Second)
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(body, &info); err != nil {
		return false, nil // something else altogether
	}
	return info.Features[c.mark], nil
}

// answers probes the process once.
func (c *child) answers(ctx context.Context, limit time.Duration) bool {
	_, err := get(ctx, c.url+"/health", limit)
	return err == nil
}

// finish ends the process if it has not ended: gently if it goes within the grace, else
// by force. It returns when the process is gone.
func (c *child) finish(grace time.Duration) {
	if grace > 0 {
		terminate(c.cmd)
		select {
		case <-c.exited:
			return
		case <-time.After(grace):
		}
	}
	select {
	case <-c.exited:
	default:
		kill(c.cmd)
		<-c.exited
	}
}

// death says how the process ended, with its last words. It is errPortTaken if that is
// what the process complained of.
func (c *child) death() error {
	how := errors.New("it ended by itself")
	select {
	case <-c.output.taken:
		how = errPortTaken
	default:
		if c.err != nil {
			how = c.err
		}
	}
	if last := c.output.tail(); last != "" {
		return fmt.Errorf("%w: %s", how, last)
	}
	return how
}

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // and no proxy

// get reads the body of a URL that must answer 200 within limit.
func get(ctx context.Context, url string, limit time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, errors.New(res.Status)
	}
	return io.ReadAll(io.LimitReader(res.Body, 1<<20))
}
