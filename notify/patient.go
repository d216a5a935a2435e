package notify

import (
	"context"
	"time"
)

// patience is the longest we wait at once because a platform asks us to; a
// longer wait is left to whoever tries again.
const patience = 10 * time.Second

// Patiently makes one call, and again, twice at most, when the platform asks for
// a short wait. asked returns the wait that an error asks for, if it asks for one.
func Patiently(ctx context.Context, sleep func(context.Context, time.Duration) error, asked func(error) (time.Duration, bool), do func() error) error {
	for try := 1; ; try++ {
		err := do()
		wait, limited := asked(err)
		if !limited || wait > patience || try == 3 {
			return err
		}
		if sleep(ctx, wait) != nil {
			return err
		}
	}
}
