package ai

import (
	"errors"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestEveryFailureHasACauseThatCanBeSaid(t *testing.T) {
	for kind := range failureWords {
		if cause := tickets.CauseOf(&Failure{Kind: kind}); tickets.Causes()[cause] == "" || cause != kind.Cause() {
			t.Errorf("a failure that is %s has the cause %q", kind, cause)
		}
	}
}

func TestWhyAModelCannotBeReachedIsOneCleanSentence(t *testing.T) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"a refused connection": {&url.Error{Op: "Post", URL: "http://secret.test/key", Err: refused}, "Gemini could not be reached (dial: connection refused)"},
		"a plain reason":       {&net.OpError{Op: "read", Err: errors.New("reset")}, "Gemini could not be reached (read: reset)"},
	} {
		if got := failureOf(t.Context(), "Gemini", tt.err).Error(); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}
