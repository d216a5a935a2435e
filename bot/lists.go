package bot

import (
	"context"
	"slices"

	"github.com/beckon-desk/beckon/tickets"
)

// listed is how many tickets one list shows.
const listed = 10

// MenuLabel is the word on the menu of an Answer's Choices.
const MenuLabel = "Show a ticket"

// choosable is how many choices a menu has: Discord takes no more.
const choosable = 25

// Home is what somebody sees when they open the bot's own page: their tickets
// and, for moderators, their queue.
func (b *Bot) Home(ctx context.Context, by By) Answer {
	a, err := b.actor(ctx, by)
	if err != nil {
		return b.refused(err)
	}
	page := b.lists(ctx, a)
	page.Choices = nil // the answer would stand among their messages, for good
	return page
}

// query is a list before it is read.
type query struct {
	heading string
	filter  tickets.Filter
}

// queries are the lists that matter to u, the most pressing first.
func queries(u tickets.User) []query {
	live := []tickets.Status{tickets.Open, tickets.InProgress, tickets.Waiting}
	asked := query{"Your tickets", tickets.Filter{
		Requester: u.ID, Status: append(live, tickets.Resolved), Sort: tickets.RecentlyUpdated, Limit: listed}}
	if !u.Moderates() {
		return []query{asked}
	}
	return []query{
		{"With you", tickets.Filter{Assignee: u.ID, Status: live, Sort: tickets.HighestFirst, Limit: listed}},
		{"With nobody", tickets.Filter{Unassigned: true, Status: live, Sort: tickets.HighestFirst, Limit: listed}},
		asked,
	}
}

// lists answers with the actor's work and what they have asked for.
func (b *Bot) lists(ctx context.Context, a tickets.Actor) Answer {
	answer := Answer{Buttons: []Button{{Label: "New ticket", Draft: &Draft{}}}}
	for _, q := range queries(a.User) {
		page, err := b.desk.Find(ctx, a, q.filter)
		if err != nil {
			return b.refused(err)
		}
		l := List{Heading: q.heading, More: page.Next != ""}
		for _, t := range page.Tickets {
			l.Cards = append(l.Cards, b.card(t, a.User))
			c := Choice{Value: t.Number.String(), Label: t.Number.String() + " " + t.Title}
			if len(answer.Choices) < choosable && !slices.Contains(answer.Choices, c) { // it may be in two lists
				answer.Choices = append(answer.Choices, c)
			}
		}
		if len(l.Cards) > 0 {
			answer.Lists = append(answer.Lists, l)
		}
	}
	if len(answer.Lists) == 0 {
		answer.Text = "You have no tickets."
	}
	return answer
}
