package sim

import (
	"slices"
	"strconv"
)

// Permission is one or more of Discord's permission bits.
type Permission uint64

// The permissions that the simulator enforces or hands out.
const (
	PermissionAdministrator       Permission = 1 << 3
	PermissionManageChannels      Permission = 1 << 4
	PermissionManageGuild         Permission = 1 << 5
	PermissionAddReactions        Permission = 1 << 6
	PermissionViewChannel         Permission = 1 << 10
	PermissionSendMessages        Permission = 1 << 11
	PermissionManageMessages      Permission = 1 << 13
	PermissionEmbedLinks          Permission = 1 << 14
	PermissionAttachFiles         Permission = 1 << 15
	PermissionReadHistory         Permission = 1 << 16
	PermissionMentionEveryone     Permission = 1 << 17
	PermissionUseCommands         Permission = 1 << 31
	PermissionManageThreads       Permission = 1 << 34
	PermissionCreatePublicThreads Permission = 1 << 35
	PermissionCreatePrivateThread Permission = 1 << 36
	PermissionSendInThreads       Permission = 1 << 38

	allPermissions Permission = 1<<53 - 1

	// everyonePermissions is what a fresh server gives to @everyone.
	everyonePermissions = PermissionAddReactions | PermissionViewChannel | PermissionSendMessages | PermissionEmbedLinks |
		PermissionAttachFiles | PermissionReadHistory | PermissionUseCommands | PermissionCreatePublicThreads |
		PermissionCreatePrivateThread | PermissionSendInThreads
)

func (p Permission) has(q Permission) bool { return p&q == q }

func (p Permission) String() string { return strconv.FormatUint(uint64(p), 10) }

func permissions(s string) Permission { return Permission(snowflakeNumber(s)) }

// rolesOf are the roles of a member, @everyone (whose id is the guild's) first.
func (d *Discord) rolesOf(u *discordUser) []*wireRole {
	var out []*wireRole
	for _, r := range d.state.Roles {
		if r.ID == d.cfg.GuildID || slices.Contains(u.Roles, r.ID) {
			out = append(out, r)
		}
	}
	return out
}

// basePermissions is what a member may do in the guild before any channel has its say.
func (d *Discord) basePermissions(u *discordUser) Permission {
	if u.ID == d.state.OwnerID {
		return allPermissions
	}
	var p Permission
	for _, r := range d.rolesOf(u) {
		p |= permissions(r.Permissions)
	}
	if p.has(PermissionAdministrator) {
		return allPermissions
	}
	return p
}

// permissionsIn is what an account may do in a channel, by Discord's own order: @everyone, then roles, then the
// member, each deny before allow. A thread has the permissions of its parent; without View Channel nothing is left.
func (d *Discord) permissionsIn(u *discordUser, c *discordChannel) Permission {
	if c.Type == channelDM {
		if slices.Contains(c.Recipients, u.ID) {
			return everyonePermissions
		}
		return 0
	}
	if u.Outside {
		return 0
	}
	if c.ParentID != "" {
		p := d.permissionsIn(u, d.state.Channels[c.ParentID])
		if c.Type == channelPrivateThread && !slices.Contains(c.Members, u.ID) && !p.has(PermissionManageThreads) {
			return 0
		}
		return p
	}
	p := d.basePermissions(u)
	if p == allPermissions {
		return p
	}
	p = applyOverwrites(p, c.Overwrites, func(o wireOverwrite) bool { return o.ID == d.cfg.GuildID })
	p = applyOverwrites(p, c.Overwrites, func(o wireOverwrite) bool { return o.Type == 0 && slices.Contains(u.Roles, o.ID) })
	p = applyOverwrites(p, c.Overwrites, func(o wireOverwrite) bool { return o.Type == 1 && o.ID == u.ID })
	if !p.has(PermissionViewChannel) {
		return 0
	}
	return p
}

func applyOverwrites(p Permission, list []wireOverwrite, concerns func(wireOverwrite) bool) Permission {
	var allow, deny Permission
	for _, o := range list {
		if concerns(o) {
			allow |= permissions(o.Allow)
			deny |= permissions(o.Deny)
		}
	}
	return p&^deny | allow
}

// sendPermission is what one needs to write in a channel.
func sendPermission(c *discordChannel) Permission {
	if c.isThread() {
		return PermissionSendInThreads
	}
	return PermissionSendMessages
}

// need checks the bot's rights: 50001 when it does not see the channel, 50013 when a right is missing there.
func (d *Discord) need(c *discordChannel, want Permission) error {
	p := d.permissionsIn(d.bot(), c)
	switch {
	case !p.has(PermissionViewChannel):
		return errMissingAccess
	case !p.has(want):
		return errMissingPermissions
	}
	return nil
}
