package flow

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
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
			canaries, told := tt.canaries, []error(nil)
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
