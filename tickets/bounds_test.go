package tickets_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// refusedFor returns the field that an error is about, "" of none.
func refusedFor(err error) string {
	var e *tickets.Error
	if errors.As(err, &e) {
		for field := range e.Fields {
			return field
		}
	}
	return ""
}

func TestHowMuchATicketTakesByHand(t *testing.T) {
	d := newWorkDesk(t)
	id := d.assigned().ID
	letters := func(n int) *string { s := strings.Repeat("ü", n); return &s }
	tags := func(n, long int) *[]string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf("%0*d", long, i))
		}
		return &list
	}
	for name, tt := range map[string]struct {
		set  tickets.Patch
		want string // the field that is refused; "" for none
	}{
		"a summary":             {tickets.Patch{Summary: letters(500)}, ""},
		"a long summary":        {tickets.Patch{Summary: letters(501)}, "summary"},
		"spaces around it":      {tickets.Patch{Category: new(" " + *letters(60) + "\n")}, ""},
		"notes":                 {tickets.Patch{Notes: letters(4000)}, ""},
		"long notes":            {tickets.Patch{Notes: letters(4001)}, "notes"},
		"a long category":       {tickets.Patch{Category: letters(61)}, "category"},
		"tags":                  {tickets.Patch{Tags: tags(20, 40)}, ""},
		"many tags":             {tickets.Patch{Tags: tags(21, 2)}, "tags"},
		"one of them long":      {tickets.Patch{Tags: tags(1, 41)}, "tags"},
		"one of them empty":     {tickets.Patch{Tags: &[]string{"vpn", " "}}, "tags"},
		"none":                  {tickets.Patch{Tags: &[]string{}}, ""},
		"many, but one of them": {tickets.Patch{Tags: new(slices.Repeat([]string{"vpn"}, 21))}, ""},
	} {
		if _, err := d.Set(d.ctx, d.maya, id, tt.set); refusedFor(err) != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%s: %v, want %q refused", name, err, tt.want)
		}
	}
	got, err := d.Set(d.ctx, d.maya, id, tickets.Patch{Tags: &[]string{" vpn ", "vpn", "home  office"}})
	if d.must(err); !slices.Equal(got.Tags, []string{"vpn", "home office"}) {
		t.Errorf("got the tags %q, want them tidied and each once", got.Tags)
	}
}

// TestACommaPartsTagsAndSkills has some that are older than this rule: they stay.
func TestACommaPartsTagsAndSkills(t *testing.T) {
	d := newWorkDesk(t)
	id := d.assigned().ID
	_, err := d.store.UpdateTicket(d.ctx, id, func(t *tickets.Ticket) error { t.Tags = []string{"Rome, Italy"}; return nil })
	d.must(err)
	for name, tt := range map[string]struct {
		tags []string
		want string // the field that is refused; "" for none
	}{
		"beside an old one": {[]string{"Rome, Italy", "vpn"}, ""},
		"a new one":         {[]string{"Rome, Italy", "Bonn, Germany"}, "tags"},
		"in another's case": {[]string{"rome, italy"}, "tags"},
	} {
		if _, err := d.Set(d.ctx, d.maya, id, tickets.Patch{Tags: &tt.tags}); refusedFor(err) != tt.want {
			t.Errorf("%s: %v, want %q refused", name, err, tt.want)
		}
	}
	_, err = d.store.Document(d.ctx, "skills", func([]byte) ([]byte, error) { return []byte(`[{"name":"Audio, video"},{"name":"VPN"}]`), nil })
	d.must(err)
	old, vpn := tickets.Skill{Name: "Audio, video", Description: "Rooms"}, tickets.Skill{Name: "VPN", Aliases: []string{"tunnel"}}
	d.must(d.SetSkills(d.ctx, d.admin, []tickets.Skill{old, vpn}, ""))
	if err := d.SetSkills(d.ctx, d.admin, []tickets.Skill{old, vpn, {Name: "Mail, calendar"}}, ""); refusedFor(err) != "name" {
		t.Errorf("a new skill with a comma: %v", err)
	}
	for name, want := range map[string]string{"audio, VIDEO": "", "Mail, calendar": "skills"} {
		if _, err := d.SetUser(d.ctx, d.admin, d.maya.User.ID, tickets.UserPatch{Skills: &[]string{name}}); refusedFor(err) != want {
			t.Errorf("Maya knows %s: %v, want %q refused", name, err, want)
		}
	}
}

func TestWhatTimesAPersonMayHave(t *testing.T) {
	d := newWorkDesk(t)
	hours := func(start, end int, days ...time.Weekday) tickets.Hours {
		return tickets.Hours{Days: days, Start: start, End: end}
	}
	week := []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	at := func(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }
	leave := func(n int, from, to time.Time) *[]tickets.Span {
		return new(slices.Repeat([]tickets.Span{{From: from, To: to}}, n))
	}
	off := func(kind tickets.NoticeKind, channels ...tickets.Platform) *tickets.Preferences {
		return &tickets.Preferences{Off: map[tickets.NoticeKind][]tickets.Platform{kind: channels}}
	}
	for name, tt := range map[string]struct {
		set  tickets.UserPatch
		want string // the field that is refused; "" for none
	}{
		"every day, all day":          {tickets.UserPatch{Hours: new(hours(0, 1440, week...))}, ""},
		"a night":                     {tickets.UserPatch{Hours: new(hours(1440, 0))}, ""},
		"an eighth day":               {tickets.UserPatch{Hours: new(hours(0, 60, append(week, 0)...))}, "hours"},
		"a day before Sunday":         {tickets.UserPatch{Hours: new(hours(0, 60, -1))}, "hours"},
		"a day after Saturday":        {tickets.UserPatch{Hours: new(hours(0, 60, 7))}, "hours"},
		"a start before midnight":     {tickets.UserPatch{Hours: new(hours(-1, 60))}, "hours"},
		"a start after the day":       {tickets.UserPatch{Hours: new(hours(1441, 60))}, "hours"},
		"an end before midnight":      {tickets.UserPatch{Hours: new(hours(60, -1))}, "hours"},
		"an end after the day":        {tickets.UserPatch{Hours: new(hours(60, 1441))}, "hours"},
		"quiet hours of no day":       {tickets.UserPatch{Preferences: &tickets.Preferences{Quiet: hours(0, 60, 7)}}, "preferences"},
		"a century of leave":          {tickets.UserPatch{Away: leave(1, at(2000), at(2100).Add(-1))}, ""},
		"leave in the past":           {tickets.UserPatch{Away: leave(1, at(2000).Add(-1), at(2001))}, "away"},
		"leave of our grandchildren":  {tickets.UserPatch{Away: leave(1, at(2026), at(2100))}, "away"},
		"leave that ends as it began": {tickets.UserPatch{Away: leave(1, at(2026), at(2026))}, "away"},
		"much leave":                  {tickets.UserPatch{Away: leave(100, at(2026), at(2027))}, ""},
		"too much leave":              {tickets.UserPatch{Away: leave(101, at(2026), at(2027))}, "away"},
		"every channel off":           {tickets.UserPatch{Preferences: off("", tickets.Slack, tickets.Discord, tickets.Mail)}, ""},
		"mail of a kind off":          {tickets.UserPatch{Preferences: off(tickets.NoticeAssigned, tickets.Mail)}, ""},
		"no such kind":                {tickets.UserPatch{Preferences: off("gossip", tickets.Mail)}, "preferences"},
		"a channel that tells nobody": {tickets.UserPatch{Preferences: off("", tickets.Web)}, "preferences"},
	} {
		if _, err := d.SetUser(d.ctx, d.maya, d.maya.User.ID, tt.set); refusedFor(err) != tt.want || (err == nil) != (tt.want == "") {
			t.Errorf("%s: %v, want %q refused", name, err, tt.want)
		}
	}
	_, err := d.SetUser(d.ctx, d.maya, d.maya.User.ID, tickets.UserPatch{Preferences: off(tickets.NoticeAssigned)})
	d.must(err)
	u, err := d.store.User(d.ctx, d.maya.User.ID)
	if d.must(err); len(u.Preferences.Off) != 0 {
		t.Errorf("kept %v, want nothing switched off: no channel was named", u.Preferences.Off)
	}
}
