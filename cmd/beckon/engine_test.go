package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/cmd/beckon/inngestd"
)

// engine is an Inngest server as an admin would run one for several instances:
// it has keys, and Beckon connects out to it.
type engine struct{ url, key string }

// withEngine gives the desk an Inngest server of its own that is not Beckon's child.
func withEngine(t *testing.T) given {
	return func(w *world) {
		e := newEngine(t)
		w.env["INNGEST_BASE_URL"], w.env["INNGEST_EVENT_KEY"], w.env["INNGEST_SIGNING_KEY"] = e.url, e.key, e.key
	}
}

// newEngine starts one, which ends with the test.
func newEngine(t *testing.T) *engine {
	t.Helper()
	binary, err := inngestd.Find(t.Context(), "", os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	ports := freePorts(t, 4)
	e := &engine{url: "http://127.0.0.1:" + ports[0], key: "00112233445566778899aabbccddeeff"}
	folder := t.TempDir()
	// The shell ends the server when its standard input ends: with the test, however that ends.
	cmd := exec.Command("sh", "-c", `"$@" & server=$!; cat >/dev/null; kill -9 $server`, "sh",
		binary, "--json", "start", "--host", "127.0.0.1", "--port", ports[0], "--connect-gateway-port", ports[1],
		"--sqlite-dir", folder, "--signing-key", e.key, "--event-key", e.key, "--tick", "10", "--no-ui")
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "DO_NOT_TRACK=1", "LOG_LEVEL=warn",
		"INNGEST_CONNECT_GATEWAY_GRPC_PORT=" + ports[2], "INNGEST_CONNECT_EXECUTOR_GRPC_PORT=" + ports[3],
	}
	said := newConsole()
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = said, said, 5*time.Second
	leash, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		leash.Close()
		_ = cmd.Wait()
		if t.Failed() {
			t.Logf("the Inngest server said at last:\n%s", tail(said.String(), 30))
		}
	})
	e.answers(t)
	return e
}

// answers waits until the server does.
func (e *engine) answers(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for pause(ctx, 50*time.Millisecond) {
		if resp, err := http.Get(e.url + "/health"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
	}
	t.Fatal("the Inngest server does not answer")
}

// freePorts returns ports that nobody has at the moment.
func freePorts(t testing.TB, n int) (ports []string) {
	t.Helper()
	free, err := inngestd.FreePorts(n)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range free {
		ports = append(ports, strconv.Itoa(p))
	}
	return ports
}
