package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestAnOutageIsALineAMinute(t *testing.T) {
	var out strings.Builder
	log := newCalm(slog.NewTextHandler(&out, nil))
	begun := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	says := func(second int, level slog.Level, msg string, attrs ...any) {
		r := slog.NewRecord(begun.Add(time.Duration(second)*time.Second), level, msg, 0)
		r.Add(attrs...)
		var h slog.Handler = log
		if second%2 == 1 { // whoever says it
			h = log.WithAttrs([]slog.Attr{slog.String("part", "odd")})
		}
		if err := h.Handle(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	for second := range 150 {
		says(second, slog.LevelWarn, "no answer", "try", second, "err", fmt.Errorf("#%d: refused", second))
		says(second, slog.LevelInfo, "request", "n", second)
	}
	says(150, slog.LevelWarn, "no answer", "err", errors.New("slow"))
	for _, guild := range []int{1, 2, 1} {
		says(150, slog.LevelError, "not in a server", "guild", guild)
	}
	says(150, slog.LevelError, "gone", "err", errors.New("#1: refused"))
	for what, want := range map[string]int{
		"no answer.*refused": 3, "msg=request": 150, "repeated=59": 2, "err=slow": 1, "msg=gone": 1, "not in a server": 2,
	} {
		got := 0
		for line := range strings.Lines(out.String()) {
			all := true
			for part := range strings.SplitSeq(what, ".*") {
				all = all && strings.Contains(line, part)
			}
			if all {
				got++
			}
		}
		if got != want {
			t.Errorf("%d lines with %q, want %d", got, what, want)
		}
	}
}

func TestACalmLogRemembersOnlySoMuch(t *testing.T) {
	log := newCalm(slog.DiscardHandler)
	for i := range 3 * tooMany {
		r := slog.NewRecord(time.Now(), slog.LevelWarn, fmt.Sprint(i), 0)
		if err := log.Handle(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(log.written.of); n > tooMany {
		t.Errorf("it remembers %d failures, want %d at most", n, tooMany)
	}
}
