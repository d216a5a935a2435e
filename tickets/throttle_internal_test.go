package tickets

import (
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"
)

func TestWhatIsNoAddressIsNotKept(t *testing.T) {
	s := New(Config{BcryptCost: bcrypt.MinCost})
	if _, err := s.LogIn(t.Context(), strings.Repeat("x", 500_000), "a password", Device{}); err != errCredentials {
		t.Errorf("got %v, want %v", err, errCredentials)
	}
	if n := len(s.logins.keys); n > 0 {
		t.Errorf("%d tries are remembered", n)
	}
}
