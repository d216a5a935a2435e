// The tests of the edited copy, in the Go of its go.mod.
package miniredis

import (
	"testing"
	"time"
)

// What a run of the server leaves goes by itself or with its time, and leaves nothing.
func TestGoneKeysLeaveNothing(t *testing.T) {
	m := NewMiniRedis()
	m.Set("remembered", "-")
	m.SetTTL("remembered", time.Hour)
	m.SAdd("active", "step")
	m.SRem("active", "step")
	m.HSet("metadata", "status", "done")
	m.Del("metadata")
	m.ZAdd("queue", 1, "step")
	m.ZRem("queue", "step")
	m.FastForward(time.Hour)
	db := m.db(0)
	for what, n := range map[string]int{
		"keys": len(db.keys), "strings": len(db.stringKeys), "sets": len(db.setKeys), "hashes": len(db.hashKeys), "sorted sets": len(db.sortedsetKeys),
		"times to live": len(db.ttl), "times of use": len(db.lru), "versions": len(db.keyVersion),
	} {
		if n > 0 {
			t.Errorf("left behind: %d %s", n, what)
		}
	}
}

func TestTimePassesForKeysThatExpire(t *testing.T) {
	m := NewMiniRedis()
	m.Set("for ever", "-")
	m.Set("long", "-")
	m.SetTTL("long", 3*time.Hour)
	m.Set("short", "-")
	m.SetTTL("short", time.Hour)
	m.FastForward(time.Hour)
	if !m.Exists("for ever") || !m.Exists("long") || m.Exists("short") {
		t.Errorf("after an hour there are %v, want all but the short", m.Keys())
	}
	if got := m.TTL("long"); got != 2*time.Hour {
		t.Errorf("the long has %v left, want 2h", got)
	}
}

// A day of some thousand tickets, and what it costs, once a second, to let time pass.
func BenchmarkTimePasses(b *testing.B) {
	m := NewMiniRedis()
	for i := 0; i < 50_000; i++ {
		key := "{estate:00000000-0000-4000-a000-000000000000}:key:" + time.Duration(i).String()
		m.Set(key, "-")
		m.SetTTL(key, 1000*time.Hour)
	}
	for b.Loop() {
		m.FastForward(time.Millisecond)
	}
}
