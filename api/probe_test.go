package api

import (
	"maps"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// TestRequesterCannotProbeInternalNotes searches for words of a note on one's
// own ticket, by every way a search can answer.
func TestRequesterCannotProbeInternalNotes(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	path := ann.opens("VPN drops")
	mo.posts(path+"/comments", `{"text":"The requester is on the layoff list","internal":true}`).mustBe(201)
	mo.posts(path+"/comments", `{"text":"Please restart the modem"}`).mustBe(201)
	mo.patches(path, `{"notes":"Suspected sabotage"}`).mustBe(200)
	second := ann.opens("VPN slow")
	mo.posts(second+"/comments", `{"text":"layoff as well","internal":true}`).mustBe(201)
	for _, tt := range []struct {
		query     string
		ann, mods []string
	}{
		{"layoff", nil, []string{"VPN slow", "VPN drops"}},
		{"layo", nil, []string{"VPN slow", "VPN drops"}},
		{"vpn layoff", nil, []string{"VPN slow", "VPN drops"}},
		{"modem layoff", nil, []string{"VPN drops"}},
		{"sabotage", nil, nil},
		{"modem", []string{"VPN drops"}, []string{"VPN drops"}},
		{"vpn modem", []string{"VPN drops"}, []string{"VPN drops"}},
		{"drops mod", []string{"VPN drops"}, []string{"VPN drops"}},
		{"VPN", []string{"VPN slow", "VPN drops"}, []string{"VPN slow", "VPN drops"}},
		{"-", []string{"VPN slow", "VPN drops"}, []string{"VPN slow", "VPN drops"}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			q := "?q=" + url.QueryEscape(tt.query)
			for who, want := range map[*person][]string{ann: tt.ann, mo: tt.mods} {
				if want == nil {
					want = []string{}
				}
				if diff := cmp.Diff(want, who.gets("/api/tickets"+q).mustBe(200).titles()); diff != "" {
					t.Errorf("%s's list (-want +got):\n%s", who.name, diff)
				}
				var got countsAnswer
				who.gets("/api/tickets/counts" + q).mustBe(200).into(&got)
				if diff := cmp.Diff(map[string]int{"": len(want)}, got.Counts); diff != "" {
					t.Errorf("%s's count (-want +got):\n%s", who.name, diff)
				}
			}
		})
	}
	var page ticketPage
	ann.gets("/api/tickets?limit=1&q=layoff").mustBe(200).into(&page)
	if len(page.Tickets) > 0 || page.Next != nil {
		t.Errorf("got a page of %d and next %v, want nothing", len(page.Tickets), page.Next)
	}
}

func TestRequestersSearchHasPagesAndCounts(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator, "VPN"), d.signsUp("Ann")
	for _, title := range []string{"modem one", "modem two", "other", "modem three"} {
		d.clock.pass(1e9)
		if path := ann.opens(title); title == "other" {
			mo.posts(path+"/comments", `{"text":"modem","internal":true}`).mustBe(201)
		} else if title == "modem two" {
			mo.patches(path, `{"priority":"high","skills":["VPN"]}`).mustBe(200)
		}
	}
	var got []string
	for cursor := ""; ; {
		a := ann.gets("/api/tickets?limit=1&q=modem" + cursor).mustBe(200)
		var page ticketPage
		a.into(&page)
		got = append(got, a.titles()...)
		if page.Next == nil {
			break
		}
		cursor = "&cursor=" + *page.Next
	}
	if diff := cmp.Diff([]string{"modem three", "modem two", "modem one"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for by, want := range map[string]map[string]int{
		"priority": {"high": 1, "medium": 2}, "skill": {"VPN": 1, "": 2}, "status": {"open": 3}, "day": {"2026-03-02": 3},
		"platform": {"web": 3}, "assignee": {"": 3}, "category": {"": 3},
	} {
		var got countsAnswer
		ann.gets("/api/tickets/counts?q=modem&by=" + by).mustBe(200).into(&got)
		if !maps.Equal(want, got.Counts) {
			t.Errorf("by %s: got %v, want %v", by, got.Counts, want)
		}
	}
}
