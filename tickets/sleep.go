package tickets

import (
	"context"
	"time"
)

// Sleep waits for d, or for ctx to end, whose error it then returns.
func Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
