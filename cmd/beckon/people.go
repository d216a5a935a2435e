package main

import (
	"context"
	"fmt"

	"github.com/beckon-desk/beckon/tickets"
)

// demoPassword is what everybody in the demo logs in with.
const demoPassword = "beckon-demo"

// demoPerson is somebody the demo starts with, on the dashboard and in chat.
type demoPerson struct {
	handle, name, email string
	role                tickets.Role
	skills              []string
	zone                string
	hint                string // what the simulator's page says beside the name
}

var demoPeople = []demoPerson{
	{"ann", "Ann Employee", "employee@demo.test", tickets.Requester, nil, "Europe/London", "employee"},
	{"omar", "Omar Employee", "omar@demo.test", tickets.Requester, nil, "America/New_York", "employee"},
	{"maya", "Maya Moderator", "moderator@demo.test", tickets.Moderator, []string{"VPN", "Network"}, "Europe/Berlin", "moderator: VPN, Network"},
	{"jon", "Jon Moderator", "jon@demo.test", tickets.Moderator, []string{"Laptops", "Printing", "Network"}, "Europe/London", "moderator: Laptops, Printing"},
	{"noor", "Noor Moderator", "noor@demo.test", tickets.Moderator, []string{"Accounts", "Email", "Payroll"}, "Asia/Dubai", "moderator: Accounts, Email"},
	{"ada", "Ada Admin", "admin@demo.test", tickets.Admin, nil, "Europe/London", "admin"},
}

var demoSkills = []tickets.Skill{
	{Name: "VPN", Aliases: []string{"tunnel", "remote access", "AnyConnect", "WireGuard"}, Description: "Connecting to the company network from outside: clients, drops, certificates."},
	{Name: "Network", Aliases: []string{"wifi", "wi-fi", "LAN", "DNS", "internet"}, Description: "Wireless, cables, name resolution, slow or missing internet in the office."},
	{Name: "Accounts", Aliases: []string{"password", "login", "sign in", "MFA", "locked out", "SSO"}, Description: "Accounts, passwords, two-factor codes, access rights and permissions."},
	{Name: "Email", Aliases: []string{"mail", "Outlook", "calendar", "mailbox"}, Description: "Mail, calendars, shared mailboxes, distribution lists, spam."},
	{Name: "Laptops", Aliases: []string{"notebook", "computer", "monitor", "keyboard", "docking station", "hardware"}, Description: "Laptops and what is plugged into them: screens, docks, batteries, repairs."},
	{Name: "Printing", Aliases: []string{"printer", "scanner", "toner"}, Description: "Printers, scanners, paper jams, print queues."},
	{Name: "Payroll", Aliases: []string{"payslip", "salary", "expenses"}, Description: "Salary, payslips, expense claims and reimbursements."},
}

// seed fills an empty desk with the demo's people and skills. A desk that has
// people is left as it is.
func seed(ctx context.Context, desk *tickets.Service, store tickets.Store) error {
	page, err := store.Users(ctx, tickets.UserFilter{Limit: 1})
	if err != nil || len(page.Users) > 0 {
		return err
	}
	root := tickets.Actor{User: tickets.User{Role: tickets.Admin}, Via: tickets.System}
	if err := desk.SetSkills(ctx, root, demoSkills, ""); err != nil {
		return fmt.Errorf("the demo's skills: %w", err)
	}
	for _, p := range demoPeople {
		if err := seedPerson(ctx, desk, store, root, p); err != nil {
			return fmt.Errorf("the demo's %s: %w", p.name, err)
		}
	}
	return nil
}

func seedPerson(ctx context.Context, desk *tickets.Service, store tickets.Store, root tickets.Actor, p demoPerson) error {
	u, err := desk.AddUser(ctx, p.email, p.name, string(p.role), p.skills)
	if err != nil {
		return err
	}
	if _, err = desk.SetUser(ctx, root, u.ID, tickets.UserPatch{TimeZone: &p.zone}); err != nil {
		return err
	}
	// They have a password already; a welcome mail each would only fill the outbox.
	if _, err = store.UpdateUser(ctx, u.ID, func(u *tickets.User) error {
		u.Welcome = tickets.Receipt{ID: "demo", To: u.ID, Channel: tickets.Mail, State: tickets.ReceiptSkipped, Error: "a person of the demo"}
		return nil
	}); err != nil {
		return err
	}
	_, token, err := desk.NewLink(ctx, u.ID, tickets.Link{Purpose: tickets.LinkPassword}, tickets.PasswordLinkLife)
	if err != nil {
		return err
	}
	_, err = desk.SetPassword(ctx, token, demoPassword)
	return err
}
