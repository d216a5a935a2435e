package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// demoDiscord starts a simulated Discord with the demo's people, and fills its
// settings in. It also returns who of them is who there, by mail address.
func demoDiscord(c *config) (*sim.Discord, map[string]tickets.Identity, error) {
	w, err := sim.NewDiscord(sim.DiscordConfig{File: c.dataFile("discord.json"), GuildName: "Demo"})
	if err != nil {
		return nil, nil, err
	}
	staff := []string{"beckon"}
	joined := map[string]tickets.Identity{}
	for _, p := range demoPeople {
		id := w.AddUser(sim.DiscordUser{Name: p.handle, Display: p.name, Hint: p.hint})
		if p.role != tickets.Requester {
			staff = append(staff, p.handle)
		}
		if p.handle != stranger {
			joined[p.email] = tickets.Identity{Platform: tickets.Discord, ID: id, Name: p.handle}
		}
	}
	w.AddChannel(sim.DiscordChannel{Name: "general"})
	help := w.AddChannel(sim.DiscordChannel{Name: "help", Topic: "Beckon asks here before it opens a ticket"})
	c.DiscordToken, c.DiscordApplication, c.DiscordURL = w.Token(), w.ApplicationID(), w.URL()
	c.DiscordWatch, c.DiscordStaff = help+":ask", w.AddChannel(sim.DiscordChannel{Name: "staff", Private: true, Members: staff})
	return w, joined, nil
}

// stranger is left for whoever tries the demo to join with /ticket link.
const stranger = "omar"

// joinDiscord makes chat accounts the demo people's own, as they would with
// /ticket link. What somebody has done about theirs since stays.
func joinDiscord(ctx context.Context, store tickets.UserStore, joined map[string]tickets.Identity) error {
	for email, i := range joined {
		_, err := store.UpdateUser(ctx, tickets.Email(email), func(u *tickets.User) error {
			if slices.ContainsFunc(u.Identities, func(x tickets.Identity) bool { return x.Platform == tickets.Discord }) {
				return tickets.ErrUnchanged
			}
			u.Identities = append(u.Identities, i)
			return nil
		})
		if err != nil && !errors.Is(err, tickets.ErrNotFound) && !errors.Is(err, tickets.ErrExists) {
			return fmt.Errorf("the demo's Discord accounts: %w", err)
		}
	}
	return nil
}
