package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

var buttons = tickets.ButtonKey("key")

const posts = "POST /channels/{channel}/messages"

// desk is a server with Mo in it, a staff channel, and the notifier under test.
type desk struct {
	*sim.Discord
	t     *testing.T
	n     *Notifier
	mo    tickets.User
	waits []time.Duration // how long the notifier was made to wait

	mu    sync.Mutex
	noted []string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s, err := sim.NewDiscord(sim.DiscordConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	id := s.AddUser(sim.DiscordUser{Name: "mo", Display: "Mo"})
	s.AddUser(sim.DiscordUser{Name: "ned"})
	d := &desk{Discord: s, t: t, mo: tickets.User{ID: "mo", Name: "Mo", Role: tickets.Moderator,
		Identities: []tickets.Identity{{Platform: tickets.Discord, ID: id}}}}
	d.n, err = New(Config{Token: s.Token(), URL: s.URL(), Buttons: buttons, NoteDM: d.note,
		StaffChannel: s.AddChannel(sim.DiscordChannel{Name: "staff"})})
	if err != nil {
		t.Fatal(err)
	}
	d.n.sleep = func(_ context.Context, wait time.Duration) error { d.waits = append(d.waits, wait); return nil }
	return d
}

func (d *desk) note(_ context.Context, key tickets.IdentityKey, dm string, refused bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.noted = append(d.noted, fmt.Sprintf("dm=%t refused=%t", dm != "", refused))
	return nil
}

// message tells Mo that Ann's ticket is theirs.
func (d *desk) message(differ ...func(*tickets.Message)) tickets.Message {
	owner := d.mo.Person()
	m := tickets.Message{
		Key: "01KRECEIPT", Kind: tickets.NoticeAssigned, To: d.mo, Link: "https://desk.test/tickets/42",
		Ticket: tickets.Ticket{
			ID: "01KTICKET", Number: 42, Title: "VPN drops", Status: tickets.Open, Priority: tickets.High, Version: 3,
			Requester: tickets.Person{ID: "ann", Name: "Ann"}, Assignee: &owner, Skills: []string{"VPN"},
			Summary: "The tunnel drops.", Notes: "Look at the **MTU** first.", Routing: tickets.Routing{Why: []string{"knows VPN"}},
		},
	}
	for _, f := range differ {
		f(&m)
	}
	m.Card = tickets.CardFor(m.Ticket, m.To, m.Link)
	return m
}

func again(m *tickets.Message) { m.Retry = true }

func (d *desk) send(m tickets.Message) tickets.Place {
	d.t.Helper()
	at, err := d.n.Notify(d.t.Context(), m)
	if err != nil {
		d.t.Fatal(err)
	}
	return at
}

// one is the only message Mo has from the bot.
func (d *desk) one() sim.DiscordMessage {
	d.t.Helper()
	all := d.As("mo").Sees("@beckon")
	if len(all) != 1 {
		d.t.Fatalf("Mo sees %d messages, want 1", len(all))
	}
	return all[0]
}

func TestACardSaysWhatToDo(t *testing.T) {
	d := newDesk(t)
	d.send(d.message())
	m := d.one()
	for _, want := range []string{"**#42 VPN drops**", "Claim it, or press Not mine", "Priority: high", "The tunnel drops.", "Look at the **MTU** first.", "-# Why me? knows VPN"} {
		if !strings.Contains(m.Text(), want) {
			t.Errorf("the card lacks %q:\n%s", want, m.Text())
		}
	}
	if got, want := strings.Join(m.Buttons(), ", "), "Claim, Not mine, Resolve"; !strings.HasPrefix(got, want) {
		t.Errorf("buttons are %q, want %q", got, want)
	}
	if m.Flags&suppressEmbeds == 0 {
		t.Error("links would unfold")
	}
}

func TestNobodyIsRungByWhatATicketSays(t *testing.T) {
	d := newDesk(t)
	ned := d.As("ned").ID
	d.send(d.message(func(m *tickets.Message) {
		m.Ticket.Title = "@everyone <@" + ned + "> [bank](https://evil.test)"
		m.Ticket.Notes = "@here <@" + ned + "> [bank](https://evil.test)"
	}))
	for _, c := range d.Calls(posts) {
		var b struct {
			Mentions *struct {
				Parse []string `json:"parse"`
				Users []string `json:"users"`
			} `json:"allowed_mentions"`
		}
		if err := json.Unmarshal(c.Body, &b); err != nil || b.Mentions == nil || b.Mentions.Parse == nil || len(b.Mentions.Parse)+len(b.Mentions.Users) > 0 {
			t.Errorf("allowed_mentions in %s", c.Body)
		}
	}
	for _, bad := range []string{"[bank](", "@everyone", "@here", "<@" + ned} {
		if strings.Contains(d.one().Text(), bad) {
			t.Errorf("the card says %q:\n%s", bad, d.one().Text())
		}
	}
}

func TestALongTicketStillFits(t *testing.T) {
	d := newDesk(t)
	hostile := strings.Repeat("*_`[x](https://y.test)|~\n", 2000)
	d.send(d.message(func(m *tickets.Message) {
		m.Ticket.Title, m.Ticket.Summary, m.Ticket.Notes, m.Text = hostile, hostile, hostile, hostile
	}))
	if n := units(d.one().Content); n > maxContent {
		t.Errorf("the card is %d long", n)
	}
}

func TestACardOfWhichEveryPartIsLongStillFits(t *testing.T) {
	d := newDesk(t)
	long := strings.Repeat("*_ word ", 100)
	d.send(d.message(func(m *tickets.Message) {
		m.Kind, m.Text, m.By = tickets.NoticeReopened, long, tickets.Person{Name: long}
		m.Ticket.Title, m.Ticket.Summary, m.Ticket.Skills, m.Ticket.Triage.Fallback = long, long, []string{long}, long
		m.Ticket.Requester.Name, m.Ticket.Files = long, []tickets.File{{Name: long}}
		m.Ticket.Due.At = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
		m.Ticket.Routing = tickets.Routing{Why: []string{long}, Refusals: []tickets.Refusal{{Reason: long}}}
	}))
	said := d.one().Content
	if n := units(said); n > maxContent {
		t.Errorf("the card is %d long", n)
	}
	for _, want := range []string{"**#42 ", "Please look again", "> ", "Owner: Mo", "Handed on: ", "-# Why me?"} {
		if !strings.Contains(said, want) {
			t.Errorf("the card lacks %q:\n%s", want, said)
		}
	}
}

func TestALongReplyIsShownAsFarAsItFits(t *testing.T) {
	for name, text := range map[string]string{"one line": strings.Repeat("words ", 1000), "many lines": "first\n" + strings.Repeat("a\n", 3000),
		"a greeting first": "Hello Mo,\n\n" + strings.Repeat("words ", 1000), "marks": "first\n" + strings.Repeat("*_", 1000)} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.send(d.message(func(m *tickets.Message) { m.Kind, m.Text = tickets.NoticeReplied, text }))
			m := d.one()
			if n := units(m.Content); n > maxContent || n < 1_000 || !strings.HasSuffix(strings.TrimSpace(m.Content), "…") {
				t.Errorf("%d long, ends with %q", n, m.Content[max(0, len(m.Content)-20):])
			}
		})
	}
}

func TestARetryPostsNothingTwice(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault sim.DiscordFault
	}{
		{"502 after the effect", sim.DiscordFault{StatusAfter: 502}},
		{"500 after the effect", sim.DiscordFault{StatusAfter: 500}},
		{"the connection broke after the effect", sim.DiscordFault{Fault: sim.Fault{LoseReply: true}}},
		{"503 before the effect", sim.DiscordFault{Fault: sim.Fault{Status: 503}}},
	} {
		for _, later := range []time.Duration{0, time.Hour} { // within and beyond the memory of nonces
			t.Run(fmt.Sprintf("%s, %s later", c.name, later), func(t *testing.T) {
				d := newDesk(t)
				c.fault.Method = cmp.Or(c.fault.Method, posts)
				d.FailDiscord(c.fault)
				if _, err := d.n.Notify(t.Context(), d.message()); err == nil && c.fault.StatusAfter != 502 {
					t.Fatal("the first try did not fail")
				}
				d.Skip(later)
				at := d.send(d.message(again, func(m *tickets.Message) { m.Ticket.Title = "VPN drops again" }))
				if m := d.one(); m.ID != at.Message || !strings.Contains(m.Text(), "VPN drops again") {
					t.Errorf("at %v stands %q", at, m.Text())
				}
			})
		}
	}
}

// Discord calls an address malformed whose host has no dot.
func TestADeskWithoutAPublicNameIsLinkedInWords(t *testing.T) {
	d := newDesk(t)
	local := func(m *tickets.Message) {
		m.Link = "http://desk:8080/tickets/42"
		m.Ticket.Notes = strings.Repeat("long notes\n", 500)
	}
	d.send(d.message(local))
	if m := d.one(); !strings.Contains(m.Text(), "http://desk:8080/tickets/42") || strings.Contains(strings.Join(m.Buttons(), " "), "Open") {
		t.Errorf("the card says %q with %v", m.Text(), m.Buttons())
	}
	d.Skip(time.Hour)
	d.send(d.message(local, again))
	d.one()
}

func TestACardIsRedrawnInItsPlace(t *testing.T) {
	d := newDesk(t)
	at := d.send(d.message())
	err := d.n.Edit(t.Context(), d.message(func(m *tickets.Message) { m.Ticket.Status, m.Ticket.ClaimedAt = tickets.InProgress, time.Now() }), at)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(d.one().Buttons(), ", "); !strings.HasPrefix(got, "Resolve, Reply, Release") {
		t.Errorf("buttons are %q", got)
	}
	if got := d.one(); strings.Contains(got.Text(), "<@") {
		t.Errorf("to the one who reads it, it says %q", got.Text())
	}
}

func TestLaterNewsRepliesToTheFirstMessage(t *testing.T) {
	d := newDesk(t)
	card := d.send(d.message())
	reply := func(m *tickets.Message) {
		m.Key, m.Kind, m.Parent, m.Text = "01KOTHER", tickets.NoticeReplied, card, "It is back."
	}
	d.send(d.message(reply))
	all := d.As("mo").Sees("@beckon")
	if len(all) != 2 || all[1].MessageReference == nil || all[1].MessageReference.MessageID != card.Message {
		t.Errorf("the reply does not point to the card: %+v", all)
	}
	if !strings.HasSuffix(all[1].Text(), "> It is back.") {
		t.Errorf("the reply says %q", all[1].Text())
	}
	asker := func(m *tickets.Message) { reply(m); m.Key, m.Ticket.Requester.ID = "01KASKER", m.To.ID }
	d.send(d.message(asker))
	if all := d.As("mo").Sees("@beckon"); !strings.HasSuffix(all[2].Text(), "> It is back.\n-# To answer, reply to this message.") {
		t.Errorf("to who has asked it says %q", all[2].Text())
	}
	alone := func(m *tickets.Message) { reply(m); m.Key, m.Parent = "01KALONE", tickets.Place{} }
	elsewhere := func(m *tickets.Message) { alone(m); m.Key, m.Parent = "01KELSE", card; m.Parent.Channel = "12345" }
	for _, lost := range []func(*tickets.Message){alone, elsewhere} {
		d.send(d.message(lost))
		all := d.As("mo").Sees("@beckon")
		if last := all[len(all)-1]; !strings.HasPrefix(last.Text(), `**\#42 VPN drops`) || last.MessageReference != nil {
			t.Errorf("beneath nothing it says %q, replying to %v", last.Text(), last.MessageReference)
		}
	}
	if strings.Contains(all[1].Text(), "#42") {
		t.Errorf("beneath its card it says %q", all[1].Text())
	}
	gone := func(m *tickets.Message) { reply(m); m.Key, m.Parent.Message = "01KTHIRD", "12345" }
	if at := d.send(d.message(gone)); at.Message == "" {
		t.Error("news of a deleted card did not come")
	}
}

func TestADMThatIsGoneIsOpenedAnew(t *testing.T) {
	d := newDesk(t)
	d.mo.Identities[0].DM = "12345"
	if at := d.send(d.message()); at.Message != d.one().ID {
		t.Errorf("it stands at %+v", at)
	}
	if want := []string{"dm=true refused=false"}; !slices.Equal(d.noted, want) {
		t.Errorf("noted %q, want %q", d.noted, want)
	}
}

func TestARetryLeavesOtherMessagesAlone(t *testing.T) {
	d := newDesk(t)
	other := d.send(d.message(func(m *tickets.Message) { m.Key = "01KOTHER" }))
	at := d.send(d.message(again, func(m *tickets.Message) { m.Ticket.Title = "Printer jams" }))
	all := d.As("mo").Sees("@beckon")
	if len(all) != 2 || at.Message == other.Message || !strings.Contains(all[0].Text(), "VPN drops") || !strings.Contains(all[1].Text(), "Printer jams") {
		t.Errorf("the retry stands at %+v, the other message at %+v", at, other)
	}
}

func TestAMessageWithoutATicketLeadsWhereItSays(t *testing.T) {
	d := newDesk(t)
	const link = "https://desk.test/password#u.secret"
	d.send(tickets.Message{Key: "01KRECEIPT", Kind: tickets.NoticePassword, To: d.mo, Link: link})
	m := d.one()
	if got := m.Buttons(); len(got) != 1 || got[0] != "Choose a password" || !strings.Contains(fmt.Sprint(m.Components), "url:"+link+"]") {
		t.Errorf("it leads by %v", m.Components)
	}
}

func TestARetryLooksPastWhatWasSaidSince(t *testing.T) {
	d := newDesk(t)
	d.FailDiscord(sim.DiscordFault{Fault: sim.Fault{Method: posts, LoseReply: true}})
	if _, err := d.n.Notify(t.Context(), d.message()); err == nil {
		t.Fatal("the first try did not fail")
	}
	card := d.one()
	for i := range lookPage + 1 {
		d.As("mo").Says("@beckon", fmt.Sprint("word ", i))
	}
	d.Skip(time.Hour)
	if at := d.send(d.message(again)); at.Message != card.ID {
		t.Errorf("the retry stands at %s, want the card at %s", at.Message, card.ID)
	}
}

func TestClosedDMsLeadToTheStaffChannel(t *testing.T) {
	d := newDesk(t)
	d.As("mo").ClosesDMs()
	at, err := d.n.Notify(t.Context(), d.message())
	if !errors.Is(err, tickets.ErrElsewhere) {
		t.Fatalf("got %v, want ErrElsewhere", err)
	}
	m := d.As("ned").Sees("staff")[0]
	if at.Message != m.ID || at.Team != d.GuildID() || !slices.Equal(m.Pinged, []string{d.As("mo").ID}) {
		t.Errorf("at %+v, rang for %v", at, m.Pinged)
	}
	if want := []string{"dm=true refused=false", "dm=true refused=true"}; !slices.Equal(d.noted, want) {
		t.Errorf("noted %q, want %q", d.noted, want)
	}
	t.Run("where the card goes on naming them", func(t *testing.T) {
		if err := d.n.Edit(t.Context(), d.message(func(m *tickets.Message) { m.Ticket.Title = "VPN drops again" }), at); err != nil {
			t.Fatal(err)
		}
		if got := d.As("ned").Sees("staff")[0].Text(); !strings.HasPrefix(got, "<@"+d.As("mo").ID+">") || !strings.Contains(got, "VPN drops again") {
			t.Errorf("the card says %q", got)
		}
	})
	t.Run("and are not tried again", func(t *testing.T) {
		d.mo.Identities[0].NoDM = true
		opened := len(d.Calls("POST /users/@me/channels"))
		if _, err := d.n.Notify(t.Context(), d.message(func(m *tickets.Message) { m.Key = "01KNEXT" })); !errors.Is(err, tickets.ErrElsewhere) {
			t.Fatal(err)
		}
		if len(d.Calls("POST /users/@me/channels")) != opened || len(d.As("ned").Sees("staff")) != 2 {
			t.Error("the closed DM was tried again")
		}
	})
}

func TestNewsInAStaffChannelThatHidesItsPastComes(t *testing.T) {
	d := newDesk(t)
	d.AddChannel(sim.DiscordChannel{Name: "staff", Fleeting: true})
	d.As("mo").ClosesDMs()
	card, err := d.n.Notify(t.Context(), d.message())
	if !errors.Is(err, tickets.ErrElsewhere) {
		t.Fatal(err)
	}
	news := func(m *tickets.Message) {
		m.Key, m.Kind, m.Parent, m.Text = "01KOTHER", tickets.NoticeReplied, card, "It is back."
	}
	if _, err := d.n.Notify(t.Context(), d.message(news)); !errors.Is(err, tickets.ErrElsewhere) {
		t.Error(err)
	}
	if all := d.As("ned").Sees("staff"); len(all) != 2 || all[1].MessageReference != nil {
		t.Errorf("the channel shows %+v", all)
	}
}

func TestReaches(t *testing.T) {
	account := func(closed bool) []tickets.Identity {
		return []tickets.Identity{{Platform: tickets.Discord, ID: "1", NoDM: closed}}
	}
	for _, c := range []struct {
		name        string
		u           tickets.User
		staff, want bool
	}{
		{"no account", tickets.User{Role: tickets.Moderator}, true, false},
		{"an account", tickets.User{Identities: account(false)}, false, true},
		{"closed DMs", tickets.User{Role: tickets.Moderator, Identities: account(true)}, false, false},
		{"closed DMs and a staff channel", tickets.User{Role: tickets.Moderator, Identities: account(true)}, true, true},
		{"closed DMs of a requester", tickets.User{Role: tickets.Requester, Identities: account(true)}, true, false},
	} {
		n := &Notifier{}
		if c.staff {
			n.staff = "2"
		}
		if got := n.Reaches(c.u); got != c.want {
			t.Errorf("%s: %t, want %t", c.name, got, c.want)
		}
	}
	_, err := new(Notifier).Notify(t.Context(), tickets.Message{To: tickets.User{Name: "Mo"}})
	if !errors.Is(err, tickets.ErrPermanent) || tickets.CauseOf(err) != tickets.CauseNoAddress {
		t.Errorf("without an account: %v", err)
	}
}

func TestARequesterWithClosedDMsIsNotNamedToTheStaff(t *testing.T) {
	d := newDesk(t)
	d.mo.Role = tickets.Requester
	d.As("mo").ClosesDMs()
	if _, err := d.n.Notify(t.Context(), d.message()); !errors.Is(err, tickets.ErrPermanent) {
		t.Errorf("got %v, want ErrPermanent", err)
	}
	if got := d.As("ned").Sees("staff"); len(got) > 0 {
		t.Errorf("the staff channel says %q", got[0].Text())
	}
	if d.mo.Identities[0].NoDM = true; d.n.Reaches(d.mo) {
		t.Error("Reaches, though their DMs are closed")
	}
}

func TestWhatDiscordRefuses(t *testing.T) {
	for _, c := range []struct {
		name      string
		fault     sim.DiscordFault
		permanent bool
		notNow    bool
		cause     tickets.Cause
	}{
		{"missing permissions", sim.DiscordFault{Fault: sim.Fault{Code: "50013"}}, true, false, tickets.CauseNoRight},
		{"too many new DMs", sim.DiscordFault{Fault: sim.Fault{Method: "POST /users/@me/channels", Code: "40003"}}, false, true, tickets.CauseBusy},
		{"a bot under suspicion", sim.DiscordFault{Fault: sim.Fault{Code: "20026"}}, false, false, tickets.CauseLoginRefused},
		{"an unknown code", sim.DiscordFault{Fault: sim.Fault{Code: "99999"}}, false, false, tickets.CauseFailing},
		{"a filter", sim.DiscordFault{Fault: sim.Fault{Code: "240000"}}, true, false, tickets.CauseRefused},
		{"a malformed message", sim.DiscordFault{Fault: sim.Fault{Code: "50035"}}, true, false, tickets.CauseRefused},
		{"a token that is none any more", sim.DiscordFault{Fault: sim.Fault{Status: 401}}, false, false, tickets.CauseLoginRefused},
		{"no access", sim.DiscordFault{Fault: sim.Fault{Code: "50001"}}, true, false, tickets.CauseNoRight},
		{"a broken connection", sim.DiscordFault{Fault: sim.Fault{LoseReply: true}}, false, false, tickets.CauseUnreachable},
		{"503", sim.DiscordFault{Fault: sim.Fault{Status: 503}}, false, false, tickets.CauseFailing},
		{"a long 429", sim.DiscordFault{Fault: sim.Fault{Status: 429, RetryAfter: 60}}, false, true, tickets.CauseBusy},
		{"429 for ever", sim.DiscordFault{Fault: sim.Fault{Status: 429, RetryAfter: 1, Times: 3}}, false, true, tickets.CauseBusy},
		{"Cloudflare's ban", sim.DiscordFault{Fault: sim.Fault{Status: 429}, HTML: true}, false, true, tickets.CauseBusy},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			c.fault.Method = posts
			d.FailDiscord(c.fault)
			_, err := d.n.Notify(t.Context(), d.message())
			if err == nil || errors.Is(err, tickets.ErrPermanent) != c.permanent {
				t.Errorf("got %v, permanent %t", err, c.permanent)
			}
			if errors.Is(err, tickets.ErrNotNow) != c.notNow {
				t.Errorf("got %v, want one that counts as no try: %t", err, c.notNow)
			}
			if got := tickets.CauseOf(err); got != c.cause {
				t.Errorf("cause %s, want %s", got, c.cause)
			}
			if err != nil && strings.Contains(err.Error(), d.Token()) {
				t.Error("the error holds the token")
			}
		})
	}
}

func TestSlowDiscordIsGivenUp(t *testing.T) {
	d := newDesk(t)
	d.FailDiscord(sim.DiscordFault{Fault: sim.Fault{Method: posts}, Until: t.Context().Done()})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := d.n.Notify(ctx, d.message()); tickets.CauseOf(err) != tickets.CauseSlow || errors.Is(err, tickets.ErrPermanent) {
		t.Errorf("got %v", err)
	}
}

func TestAShort429IsWaitedFor(t *testing.T) {
	for _, global := range []bool{false, true} {
		t.Run(fmt.Sprintf("global %t", global), func(t *testing.T) {
			d := newDesk(t)
			d.FailDiscord(sim.DiscordFault{Fault: sim.Fault{Method: posts, Status: 429}, RetryIn: 10 * time.Millisecond, Global: global})
			d.send(d.message())
			if len(d.waits) != 1 || d.waits[0] != 10*time.Millisecond {
				t.Errorf("waited %v", d.waits)
			}
			d.one()
		})
	}
}

func TestNotesKeepTheirShapeAndNothingElse(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"emphasis", "a **b** *c* `d`", "a **b** *c* `d`"},
		{"a list", "- a\n- b\n  - c", "- a\n- b\n  - c"},
		{"numbers", "2. a\n3. b", "2. a\n3. b"},
		{"a heading", "# Look *here*", "**Look *here***"},
		{"a link shows its target", "[bank](https://evil.test)", "bank (https://evil.test)"},
		{"a bare link", "see https://x.test/a_b_c, now", "see https://x.test/a_b_c, now"},
		{"code over two lines", "`a\nb`", "`a b`"},
		{"code with a backtick", "`` a`*b* ``", "a\\`\\*b\\*"},
		{"mentions", "@everyone <@1>", "@\u200beveryone \\<@\u200b1>"},
		{"html", "<b>x</b>", `\<b>x\</b>`},
		{"a block of html", "<script>\nx\n</script>", "\\<script>\nx\n\\</script>"},
		{"html that never ends", "<!-- x\ny", "\\<!-- x\ny"},
		{"struck", "~~a~~ ~b", `~~a~~ \~b`},
		{"a block of code", "```\n**a**\n  b\n```", "`**a**`\n`  b`"},
		{"a quote", "> a\n> b", "> a\n> b"},
		{"lines", "a\nb", "a\nb"},
		{"a table stays words", "|a|\n|-|", "\\|a\\|\n\\|-\\|"},
		{"a picture is a link", "![chart](https://x.test/c.png)", "chart (https://x.test/c.png)"},
		{"spoilers stay words", "||x||", `\|\|x\|\|`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := notes(c.in, 1000); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
	if got := notes("one\n\ntwo\n\nthree", 12); got != "one\ntwo\nt…" {
		t.Errorf("cut to %q", got)
	}
	if got, want := quoted("Try **this**:\n- [a](https://x.test)\n- b\n\nthen *that*", 100), "> Try **this**:\n> - a (https://x.test)\n> - b\n> \n> then *that*"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
