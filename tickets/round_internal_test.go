package tickets

import (
	"testing"
	"time"
)

func TestTurn(t *testing.T) {
	round := Round{Ticket: "T1", Notice: "first", At: monday, Next: monday.Add(2 * time.Hour)}
	for name, tt := range map[string]struct {
		last    Round
		f       fate
		written time.Duration // since the last round
		now     time.Duration
		wait    time.Duration // 0 for not at all
		told    bool
	}{
		"the first is told":                             {Round{}, untold, 0, 0, 0, false},
		"one soon after a round waits for the next":     {round, told, time.Minute, time.Minute, 2 * time.Hour, false},
		"and is told then":                              {round, told, time.Minute, 2 * time.Hour, 0, false},
		"one that waited before the round was counted":  {round, told, -time.Minute, time.Minute, 0, true},
		"however late that turns out":                   {round, told, -time.Minute, 50 * time.Hour, 0, true},
		"one from about its moment may not have been":   {round, told, -59 * time.Second, time.Minute, 2 * time.Hour, false},
		"while it is being sent, that is waited for":    {round, telling, -time.Hour, time.Second, time.Minute + time.Second, false},
		"but not longer than for the next":              {round, telling, -time.Hour, 2 * time.Hour, 0, false},
		"a round that told nobody counts for nothing":   {round, untold, -time.Hour, time.Second, 0, false},
		"its own round is told, over every channel":     {Round{Notice: "this", At: monday, Next: round.Next}, telling, 0, time.Second, 0, false},
		"and so it is where one of them was very quick": {Round{Notice: "this", At: monday, Next: round.Next}, told, -time.Hour, time.Second, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			wait, isTold := tt.last.turn(Notice{ID: "this", At: monday.Add(tt.written)}, tt.f, monday.Add(tt.now))
			got := time.Duration(0)
			if !wait.IsZero() {
				got = wait.Sub(monday)
			}
			if got != tt.wait || isTold != tt.told {
				t.Errorf("it waits until %s, told: %t; want %s, %t", got, isTold, tt.wait, tt.told)
			}
		})
	}
}

func TestRoundsGetFurtherApartWhileThereIsMore(t *testing.T) {
	after := func(pause time.Duration) Round { return Round{Notice: "last", At: monday, Next: monday.Add(pause)} }
	for name, tt := range map[string]struct {
		last    Round
		f       fate
		written time.Duration // since the last round
		want    time.Duration
	}{
		"the first":                        {Round{}, untold, 0, time.Hour},
		"the second, of what waited":       {after(time.Hour), told, time.Minute, 2 * time.Hour},
		"the third":                        {after(2 * time.Hour), told, time.Minute, 4 * time.Hour},
		"a later one":                      {after(4 * time.Hour), told, time.Minute, 8 * time.Hour},
		"never further":                    {after(8 * time.Hour), told, time.Minute, 8 * time.Hour},
		"a new one after a quiet time":     {after(8 * time.Hour), told, 8 * time.Hour, time.Hour},
		"one after a round that told none": {after(4 * time.Hour), untold, time.Minute, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			now := monday.Add(9 * time.Hour)
			got := tt.last.begin("T2", Notice{ID: "this", At: monday.Add(tt.written)}, tt.f, now)
			if got.Ticket != "T2" || got.Notice != "this" || !got.At.Equal(now) || got.Next.Sub(now) != tt.want {
				t.Errorf("the round is %+v, want the next %s later", got, tt.want)
			}
		})
	}
}

func TestFateOfARound(t *testing.T) {
	for name, tt := range map[string]struct {
		states []ReceiptState
		want   fate
	}{
		"nothing planned":                      {nil, untold},
		"not sent yet":                         {[]ReceiptState{ReceiptDue, ReceiptDue}, telling},
		"being sent":                           {[]ReceiptState{ReceiptFailed, ReceiptSending}, telling},
		"sent over one channel":                {[]ReceiptState{ReceiptDue, ReceiptSent}, told},
		"handed over":                          {[]ReceiptState{ReceiptUnconfirmed}, told},
		"somebody took the ticket before":      {[]ReceiptState{ReceiptSkipped, ReceiptSkipped}, untold},
		"failed for good over the one channel": {[]ReceiptState{ReceiptFailed, ReceiptSkipped}, untold},
	} {
		t.Run(name, func(t *testing.T) {
			ticket := Ticket{Notices: []Notice{
				{ID: "earlier", Receipts: []Receipt{{To: "ada", State: ReceiptSent}}},
				{ID: "this", Receipts: []Receipt{{To: "jon", State: ReceiptSent}}},
			}}
			for _, state := range tt.states {
				ticket.Notices[1].Receipts = append(ticket.Notices[1].Receipts, Receipt{To: "ada", State: state})
			}
			if got := ticket.fate("this", "ada"); got != tt.want {
				t.Errorf("fate is %d, want %d", got, tt.want)
			}
		})
	}
}
