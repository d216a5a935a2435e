package bot_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot"
)

func TestAMemoryKeepsForItsLife(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	m := bot.NewMemory[int](time.Minute, func() time.Time { return now })
	for _, step := range []struct {
		name  string
		pass  time.Duration
		put   bool
		fresh bool
		value int
		ok    bool
	}{
		{name: "before it is told"},
		{name: "at once", put: true, fresh: true, value: 1, ok: true},
		{name: "told again", pass: 40 * time.Second, put: true, value: 3, ok: true},
		{name: "so it lasts longer", pass: 40 * time.Second, value: 3, ok: true},
		{name: "to its end", pass: 20 * time.Second, value: 3},
		{name: "and anew", put: true, fresh: true, value: 6, ok: true},
	} {
		now = now.Add(step.pass)
		if step.put {
			if fresh := m.Put("a", step.value); fresh != step.fresh {
				t.Errorf("%s: new %v, want %v", step.name, fresh, step.fresh)
			}
		}
		if v, _, ok := m.Get("a"); ok != step.ok || ok && v != step.value {
			t.Errorf("%s: %d, %v; want %d, %v", step.name, v, ok, step.value, step.ok)
		}
	}
}

func TestAMemoryIsBounded(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	m := bot.NewMemory[int](time.Minute, func() time.Time { return now })
	count := func(n int) (kept int) {
		for i := range n {
			if _, _, ok := m.Get(fmt.Sprint(i)); ok {
				kept++
			}
		}
		return kept
	}
	for i := range 9_999 {
		m.Put(fmt.Sprint(i), i)
	}
	now = now.Add(time.Minute)
	m.Put("young", 1)
	m.Put("younger", 2)
	if _, _, ok := m.Get("young"); !ok || count(9_999) != 0 {
		t.Errorf("the old do not go first: %d are left, the young one: %v", count(9_999), ok)
	}
	for i := range 30_000 {
		m.Put(fmt.Sprint(i), i)
	}
	if n := count(30_000); n > 10_000 || n == 0 {
		t.Errorf("%d are kept", n)
	}
}
