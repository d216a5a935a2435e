package inngestd

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// beckonEnv makes the test binary play Beckon: start a server, tell its URL, wait.
const beckonEnv = "INNGESTD_TEST_PLAYS_BECKON"

func TestMain(m *testing.M) {
	if os.Getenv(beckonEnv) == "" {
		os.Exit(m.Run())
	}
	s, err := Start(context.Background(), Config{Binary: os.Getenv(beckonEnv)})
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(s.URL() + "\n")
	select {}
}

func TestKilledBeckonLeavesNoServerBehind(t *testing.T) {
	beckon := exec.Command(os.Args[0])
	beckon.Env = append(os.Environ(), beckonEnv+"="+binary(t))
	beckon.Stderr = t.Output()
	out, err := beckon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := beckon.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(line[:len(line)-1])
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", base.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	beckon.Process.Kill()
	beckon.Wait()
	conn.SetReadDeadline(time.Now().Add(time.Minute))
	if _, err := io.ReadAll(conn); os.IsTimeout(err) {
		t.Error("the server lives on after its Beckon was killed")
	}
}

func TestHangingServerIsRestarted(t *testing.T) {
	impatient := usualPace
	// Still patient with one that is only slow, on a busy machine.
	impatient.probeEvery, impatient.probeWait, impatient.probeMisses = 10*time.Millisecond, 2*time.Second, 2
	restarted := make(chan struct{})
	s := runningAt(t, Config{OnRestart: sync.OnceFunc(func() { close(restarted) })}, impatient)
	syscall.Kill(present(s).pid(), syscall.SIGSTOP)
	wait(t, restarted)
}

func TestSwollenServerIsReplaced(t *testing.T) {
	watchful := usualPace
	watchful.probeEvery = 10 * time.Millisecond
	restarted := make(chan struct{})
	s := runningAt(t, Config{MemoryLimit: 1 << 20, OnRestart: sync.OnceFunc(func() { close(restarted) })}, watchful) // the new one is no smaller
	first := present(s)
	wait(t, restarted)
	if !gone(first) {
		t.Error("the swollen process is still there")
	}
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	booting := filepath.Join(t.TempDir(), "booting")
	if err := syscall.Mkfifo(booting, 0o600); err != nil {
		t.Fatal(err)
	}
	mute := script(t, "#!/bin/sh\n[ \"$1\" = version ] && echo 1.12.1-test && exit\nexec cat '"+booting+"'\n", 0o755)
	ctx, cancel := context.WithCancelCause(t.Context())
	changed := errors.New("changed my mind")
	fifo := make(chan *os.File, 1)
	go func() {
		f, err := os.OpenFile(booting, os.O_WRONLY, 0) // until the process opens its end
		if err != nil {
			t.Error(err)
		}
		fifo <- f
		cancel(changed)
	}()
	if _, err := Start(ctx, Config{Binary: mute, Log: logTo(t)}); !errors.Is(err, changed) {
		t.Errorf("got %v, want %v", err, changed)
	}
	f := <-fifo
	defer f.Close()
	if _, err := f.WriteString("anybody there?"); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("writing to the process: got %v, want EPIPE, for it should be gone", err)
	}
}
