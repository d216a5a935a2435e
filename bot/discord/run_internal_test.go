package discord

import (
	"errors"
	"testing"

	"github.com/gorilla/websocket"
)

func TestASessionIsGivenUpWhenItsAddressIsDead(t *testing.T) {
	refused, closed := errors.New("connection refused"), &websocket.CloseError{Code: 4000}
	for name, tt := range map[string]struct {
		bad     int
		err     error
		answers bool
		want    bool
	}{
		"once, Discord answers elsewhere":     {1, refused, true, false},
		"twice, Discord answers elsewhere":    {2, refused, true, true},
		"twice, nothing of Discord answers":   {2, refused, false, false},
		"often, nothing of Discord answers":   {badDials, refused, false, true},
		"twice, the gateway itself ends it":   {2, closed, true, false},
		"thrice, the gateway itself ends it":  {badResumes, closed, true, true},
		"the gateway ends it, the API is out": {badResumes, closed, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := hopeless(tt.bad, tt.err, func() bool { return tt.answers }); got != tt.want {
				t.Errorf("given up %t, want %t", got, tt.want)
			}
		})
	}
}
