package bot_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// edits has the platform tell of an edit of a message, so long after it was written.
func (w *world) edits(s bot.Said, after time.Duration, text string) bot.Answer {
	w.t.Helper()
	e := bot.Edit{Key: s.Key, Text: text, Written: s.At, At: s.At.Add(after)}
	return w.bot.Edited(w.t.Context(), e, func(ctx context.Context) bot.Answer {
		s.Text = text
		return w.bot.Said(ctx, s)
	})
}

func TestAnEditOfAFollowUpReachesItsComment(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
	more := w.writes("ann", "2", "it is the big one")
	w.bot.Said(t.Context(), more)
	if _, err := w.desk.Resolve(t.Context(), w.mo(), w.tickets()[0].ID, "pulled it out"); err != nil {
		t.Fatal(err)
	}
	w.edits(more, time.Hour, "it is the small one")
	got := w.tickets()
	if len(got) != 1 || got[0].Status != tickets.Resolved || len(got[0].Comments) != 1 || got[0].Comments[0].Text != "it is the small one" {
		t.Errorf("stored %+v", got)
	}
}

func TestAnEditBringsAMessageThatHadNotCome(t *testing.T) {
	for name, tt := range map[string]struct {
		text  string
		after time.Duration
		comes bool // the message itself, after its edit
		want  []string
	}{
		"its delivery failed":    {"the printer is jammed", time.Minute, true, []string{"the printer is on fire"}},
		"it was but a greeting":  {"hello", time.Minute, false, []string{"the printer is on fire"}},
		"it was written one day": {"the printer is jammed", 24 * time.Hour, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			s := w.writes("ann", "1", tt.text)
			if !tt.comes && tt.text == "hello" {
				w.bot.Said(t.Context(), s)
			}
			w.edits(s, tt.after, "the printer is on fire")
			if tt.comes {
				w.bot.Said(t.Context(), s)
			}
			var titles []string
			for _, tk := range w.tickets() {
				titles = append(titles, tk.Title)
			}
			if diff := cmp.Diff(tt.want, titles); diff != "" {
				t.Errorf("tickets (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAnEditOutrunByItsMessageCounts(t *testing.T) {
	w := open(t)
	s := w.writes("ann", "1", "the printer is jammed")
	e := bot.Edit{Key: s.Key, Text: "the printer is on fire", Written: s.At, At: s.At.Add(time.Minute)}
	told := w.bot.Edited(t.Context(), e, func(ctx context.Context) bot.Answer {
		return w.bot.Said(ctx, s) // as it was first told, at this very moment
	})
	if told.Opened != 1 {
		t.Errorf("ann is told %+v, want that #1 is open", told)
	}
	if got := w.tickets(); len(got) != 1 || got[0].Title != e.Text {
		t.Errorf("stored %+v", got)
	}
}

func TestWhatWasDeletedBeforeItCameIsNotTakenIn(t *testing.T) {
	w := open(t)
	s := w.writes("ann", "1", "the printer is jammed")
	w.bot.Deleted(t.Context(), s.Key)
	w.bot.Said(t.Context(), s)
	w.bot.Overheard(t.Context(), s, false)
	w.edits(s, time.Minute, "the printer is on fire")
	if got := w.tickets(); len(got) != 0 {
		t.Errorf("stored %+v", got)
	}
}

func TestAnEditInAThreadOfOthersConcernsNobody(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
	s := w.replies("bob", "1", "2", "for me too")
	s.Direct = false
	if a := w.edits(s, time.Minute, "works for me"); a.Text != "" || a.Err != nil {
		t.Errorf("bob is told %+v", a)
	}
	if got := w.tickets(); len(got) != 1 || len(got[0].Comments) != 0 {
		t.Errorf("stored %+v", got)
	}
}

func TestCardsShowWhatBecomesOfMessages(t *testing.T) {
	w := open(t)
	first := w.writes("ann", "1", "the printer is jammed")
	w.bot.Said(t.Context(), first)
	w.gives()
	for _, tt := range []struct {
		name string
		does func()
		want func(tickets.Ticket) bool
	}{
		{"an edit", func() { w.edits(first, time.Hour, "the printer is on fire") }, func(t tickets.Ticket) bool { return t.Title == "the printer is on fire" }},
		{"a follow-up", func() { w.bot.Said(t.Context(), w.writes("ann", "2", "it is the big one")) }, func(t tickets.Ticket) bool { return len(t.Comments) == 1 }},
		{"a reply in the thread", func() { w.bot.Said(t.Context(), w.replies("ann", "1", "3", "and loud")) }, func(t tickets.Ticket) bool { return len(t.Comments) == 2 }},
		{"a deletion", func() { w.bot.Deleted(t.Context(), first.Key) }, func(t tickets.Ticket) bool { return t.Asked.Deleted }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.does()
			w.bot.Wait()
			got := w.tickets()[0]
			if !tt.want(got) {
				t.Fatalf("stored %+v", got)
			}
			for _, n := range got.Notices {
				for _, r := range n.Receipts {
					if r.Channel == tickets.Discord && r.Revision != got.Version {
						t.Errorf("the %s card shows version %d of %d", n.Kind, r.Revision, got.Version)
					}
				}
			}
		})
	}
}

func TestAnEditThatTheDeskCannotTakeIsToldOrComesAgain(t *testing.T) {
	w := open(t)
	s := w.writes("ann", "1", "the printer is jammed")
	e := bot.Edit{Key: s.Key, Text: "the printer is on fire", Written: s.At, At: s.At.Add(10 * time.Minute)}
	down := bot.Answer{Text: "Later.", Err: context.DeadlineExceeded}
	if got := w.bot.Edited(t.Context(), e, func(context.Context) bot.Answer { return down }); got.Err == nil {
		t.Errorf("what could not be stored is answered %+v", got)
	}
	e.At = e.At.Add(time.Second)
	if got := w.bot.Edited(t.Context(), e, nil); got.Text != "" || got.Err != nil {
		t.Errorf("an edit of what the desk never knew is answered %+v", got)
	}
	if got := w.bot.Deleted(t.Context(), "another"); got.Text != "" || got.Err != nil {
		t.Errorf("a deletion of what the desk never knew is answered %+v", got)
	}
}

func TestWhatIsDeletedWhileItIsTakenInIsGone(t *testing.T) {
	w := open(t)
	s := w.writes("ann", "1", "my password is hunter2\nFile: a.txt")
	f := attached("a.txt", "a")
	fetch := f.Fetch
	f.Fetch = func(ctx context.Context) (io.ReadCloser, error) {
		w.bot.Deleted(ctx, s.Key)
		return fetch(ctx)
	}
	s.Files = []bot.Attached{f}
	if got := w.bot.Said(t.Context(), s); got.Text != "" {
		t.Errorf("ann is told %q", got.Text)
	}
	if got := w.tickets(); len(got) != 1 || !got[0].Asked.Deleted || got[0].Body != "" || len(got[0].Files) > 0 {
		t.Errorf("stored %+v", got)
	}
}
