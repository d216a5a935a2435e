package flow

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/beckon-desk/beckon/tickets"
)

func TestAConnectionThatWorksIsNotGivenUpForOneLateCanary(t *testing.T) {
	late := errors.New("late")
	for name, tt := range map[string]struct {
		signing        string
		canaries, told []error
		left           int // canaries that are not asked any more
	}{
		"a server on this machine is registered with at once": {"", []error{nil, late, nil}, []error{late}, 1},
		"a server elsewhere may be busy": {"key", []error{nil, late, late, nil, nil, late, late, late, nil},
			[]error{late, late, nil, late, late, late}, 1},
		"a restart ends it": {"key", []error{nil, late, errRestarted, nil}, []error{late}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				canaries, told := tt.canaries, []error(nil)
				f := &Flow{signing: tt.signing}
				f.stay(t.Context(), time.Minute, nil, func() (err error) {
					err, canaries = canaries[0], canaries[1:]
					return err
				}, func(err error) { told = append(told, err) })
				if diff := cmp.Diff(tt.told, told, cmpopts.EquateErrors()); diff != "" {
					t.Errorf("it told (-want +got):\n%s", diff)
				}
				if len(canaries) != tt.left {
					t.Errorf("%d canaries were not asked to sing, want %d", len(canaries), tt.left)
				}
			})
		})
	}
}

func TestANewConnectionIsNotGivenUpForOneLateCanary(t *testing.T) {
	late := errors.New("late")
	for name, tt := range map[string]struct {
		signing        string
		canaries, told []error
		want           error
	}{
		"a server on this machine is registered with at once": {"", []error{late}, nil, late},
		"a server elsewhere may be busy":                      {"key", []error{late, late, nil}, []error{late, late}, nil},
		"it may be gone":                                      {"key", []error{late, late, late}, []error{late, late}, late},
		"a restart ends it":                                   {"key", []error{late, errRestarted}, []error{late}, errRestarted},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				canaries, told, begun := tt.canaries, []error(nil), time.Now()
				err := (&Flow{signing: tt.signing}).begin(t.Context(), func() (err error) {
					err, canaries = canaries[0], canaries[1:]
					return err
				}, func(err error) { told = append(told, err) })
				if !errors.Is(err, tt.want) || len(canaries) != 0 {
					t.Errorf("it began with %v and %d canaries were not asked to sing; want %v", err, len(canaries), tt.want)
				}
				if diff := cmp.Diff(tt.told, told, cmpopts.EquateErrors()); diff != "" {
					t.Errorf("it told (-want +got):\n%s", diff)
				}
				if took, want := time.Since(begun), again*time.Duration(len(tt.told)); took != want {
					t.Errorf("canaries that were refused at once took %v, want %v", took, want)
				}
			})
		})
	}
}

func TestAConnectionIsProvenUntilBeckonStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		proofs := 0
		(&Flow{signing: "key"}).stay(ctx, time.Minute, nil, func() error {
			if proofs++; proofs == 5 {
				stop()
			}
			return nil
		}, func(err error) { t.Errorf("it told %v of a connection that works all the time", err) })
		if proofs != 5 {
			t.Errorf("%d proofs, want 5", proofs)
		}
	})
}

// refusing is a server that Beckon connects out to and that answers with a status.
// It tells when it was asked.
func refusing(t *testing.T, status int) (f *Flow, asked <-chan struct{}) {
	t.Helper()
	calls := make(chan struct{}, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		calls <- struct{}{}
	}))
	t.Cleanup(server.Close)
	f, err := New(Config{BaseURL: server.URL, EventKey: "sesame", SigningKey: "00ff", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return f, calls
}

func TestAStopDoesNotWaitForAServerThatIsNotThere(t *testing.T) {
	f, asked := refusing(t, http.StatusServiceUnavailable)
	attach, detach, err := f.transport()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- attach(ctx) }()
	<-asked
	stop()
	select {
	case err := <-done:
		if err == nil {
			t.Error("it connected")
		}
		detach()
	case <-time.After(20 * time.Second): // the SDK tries for half a minute
		t.Error("it still tries to connect")
	}
}

func TestWorkThatIsCutOffIsStillRecorded(t *testing.T) {
	life, cutOff := context.WithCancel(t.Context())
	begun := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
		w.WriteHeader(http.StatusNoContent) // what it records now reaches whoever called
	}))
	server.Config.BaseContext = func(net.Listener) context.Context { return life }
	server.Start()
	defer server.Close()
	answer := make(chan error, 1)
	go func() {
		_, err := http.Get(server.URL)
		answer <- err
	}()
	<-begun
	finish(server.Config, cutOff, time.Millisecond, time.Minute)
	if err := <-answer; err != nil {
		t.Errorf("the call: %v; want its answer", err)
	}
}

func TestAKeyThatTheServerRefusesIsNamed(t *testing.T) {
	f, _ := refusing(t, http.StatusUnauthorized)
	attach, detach, err := f.transport()
	if err != nil {
		t.Fatal(err)
	}
	defer detach()
	err = attach(t.Context())
	if tickets.CauseOf(err) != tickets.CauseSettings || !strings.Contains(err.Error(), "INNGEST_SIGNING_KEY") {
		t.Errorf("got %v with cause %q; want one that names the key, and settings", err, tickets.CauseOf(err))
	}
}

func TestTheEventKeyIsInNoError(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	f, err := New(Config{BaseURL: closed.URL, EventKey: "sesame", SigningKey: "00ff"})
	if err != nil {
		t.Fatal(err)
	}
	err = f.Publish(t.Context(), []tickets.Event{{ID: "e", Name: tickets.TicketCreated, Ticket: "t"}})
	if err == nil || strings.Contains(err.Error(), "sesame") {
		t.Errorf("a server that is not there: %v; want an error without the key", err)
	}
}

// muted is a store that does not answer.
type muted struct{ tickets.DocumentStore }

func (muted) Document(ctx context.Context, _ string, _ func([]byte) ([]byte, error)) ([]byte, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestRecordsThatDoNotAnswerAreNotTheServersFault(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`{"ids":["1"],"status":200}`))
	}))
	defer server.Close()
	f, err := New(Config{BaseURL: server.URL, Store: muted{}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // enough to send; the canary never sings
	defer cancel()
	if err := f.prove(ctx, nil); !errors.Is(err, ErrUnread) {
		t.Errorf("got %v, want that it cannot be read", err)
	}
}

func TestTheSDKRepeatsNothing(t *testing.T) {
	var out strings.Builder
	log := slog.New(sdkLog{slog.NewTextHandler(&out, nil)}).With("mode", "serve", "call_ctx", "0x1234")
	log.Info("chatter")
	log.Error("sync error", "error", "refused")
	log.Error("error calling function", "error", "not now")
	if got := out.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, "not now") || !strings.Contains(got, "level=WARN") || strings.Contains(got, "0x1234") {
		t.Errorf("it logged %q; want the failed step, as a warning, without the call's notes", got)
	}
}

func TestImpossibleServersAreRefused(t *testing.T) {
	for _, tt := range []struct{ url, key, want string }{
		{"127.0.0.1:8288", "", "is not a URL"},
		{"", "", "is not a URL"},
		{"http://10.0.0.9:8288", "", "INNGEST_SIGNING_KEY must be set"},
		{"http://10.0.0.9:8288", "sesame", "hexadecimal"},
		{"http://10.0.0.9:8288", "00f", "hexadecimal"},
		{"http://10.0.0.9:8288", "signkey-prod-00ff", ""},
		{"http://[::1]:8288", "", ""},
	} {
		err := Config{BaseURL: tt.url, SigningKey: tt.key}.Check()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%q with key %q: %v, want %q", tt.url, tt.key, err, tt.want)
		}
	}
}

func TestEventsForTheCloudGoWhereItTakesThem(t *testing.T) {
	for base, want := range map[string]string{"https://api.inngest.com": "https://inn.gs", "http://10.0.0.9:8288": "http://10.0.0.9:8288"} {
		f, err := New(Config{BaseURL: base, EventKey: "sesame", SigningKey: "signkey-prod-00ff"})
		if err != nil {
			t.Fatal(err)
		}
		if o := f.client.Options(); *o.EventAPIBaseURL != want || *o.APIBaseURL != base {
			t.Errorf("for %s, events go to %s and the rest to %s; want %s and the address itself", base, *o.EventAPIBaseURL, *o.APIBaseURL, want)
		}
	}
}
