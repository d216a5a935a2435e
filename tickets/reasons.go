package tickets

import "errors"

// Reason names what an Error says, more closely than its Kind. It stays when
// the sentence is put better, so a program can tell failures apart by it, and
// say them in another language with the Error's Args.
type Reason string

// reasons names every sentence with which a verb fails, as it is given to fail
// and invalid.
var reasons = map[string]Reason{
	// Accounts and sessions.
	"The address or the password is wrong.":                                            "wrong_password",
	"Too many tries. Wait a few minutes, or reset your password.":                      "too_many_logins",
	"Too many tries. Wait a few minutes.":                                              "too_many_tries",
	"Please log in.":                                                                   "log_in",
	"That is not your present password.":                                               "old_password_wrong",
	"The password needs at least 8 characters.":                                        "password_short",
	"The password is too long; 72 bytes at most.":                                      "password_long",
	"This link has been used or has expired. Ask for a new one.":                       "link_spent",
	"This link is for another account. Log in with that one.":                          "link_of_another",
	"This account is deactivated. Ask an admin to bring it back.":                      "deactivated",
	"There is an account with this address. Log in, or reset its password.":            "address_taken",
	"There is an account with this address already. Look for it under People.":         "account_exists",
	"That is not a mail address. Write it like name@company.com.":                      "bad_address",
	"Accounts are made by invitation here. Ask an admin.":                              "by_invitation",
	"Say what people call you.":                                                        "name_missing",
	"The name is too long; 100 characters at most.":                                    "name_long",
	"A name has 1 to 100 characters.":                                                  "name_length",
	"This link is damaged. Log in and choose your notices under your profile.":         "unsubscribe_damaged",
	"This link has been used or has expired. Type /ticket link in chat for a new one.": "identity_link_spent",
	"This chat account already belongs to %s on the web. Log in there as usual.":       "identity_is",
	"Log in on the web with your own account first.":                                   "identity_log_in",
	"Your account already has another account on %s, and can have only one there. Go on with that one, or log in with another account to link this one.": "identity_other",
	"This chat account belongs to somebody already.":                                       "identity_taken",
	"Only members can use this help desk. Ask your contact here to open a ticket for you.": "outsider",

	// People and what they may.
	"Only moderators can do that.":                                                        "moderators_only",
	"Only admins can do that.":                                                            "admins_only",
	"Only moderators can write internal notes.":                                           "notes_moderators_only",
	"Skills are for moderators. Ask an admin.":                                            "skills_moderators_only",
	"Anybody could have signed up as %s. Ask them to confirm their mail address first.":   "unconfirmed",
	"There is no such person.":                                                            "no_person",
	"Somebody is changing the admins just now. Please try again.":                         "admins_busy",
	"This is the last admin. Make somebody else an admin first.":                          "last_admin",
	"Role must be one of user, moderator, admin.":                                         "bad_role",
	"Capacity is the number of tickets at once, 1 to 1000; 0 for the usual.":              "bad_capacity",
	"That is not a time zone. Write it like Europe/Berlin.":                               "bad_time_zone",
	"Theme must be light, dark, or empty for the system's.":                               "bad_theme",
	"Working hours are days 0 (Sunday) to 6, and minutes after midnight from 0 to 1440.":  "bad_working_hours",
	"Quiet hours are days 0 (Sunday) to 6, and minutes after midnight from 0 to 1440.":    "bad_quiet_hours",
	"Business hours are days 0 (Sunday) to 6, and minutes after midnight from 0 to 1440.": "bad_business_hours",
	"That is too many stretches of leave; 100 at most.":                                   "too_much_leave",
	"Leave must end after it begins.":                                                     "bad_leave",
	"There are no notices of kind %s.":                                                    "bad_notice_kind",
	"A channel to switch off is slack, discord or email.":                                 "bad_channel",

	// Tickets.
	"There is no ticket %s.":            "no_ticket",
	"There is no such ticket.":          "no_such_ticket",
	"Say in a few words what is wrong.": "title_missing",
	"The title is too long; 200 characters at most. Put the rest in the details.": "title_long",
	"The details are too long; 20,000 characters at most.":                        "details_long",
	"Urgency must be one of low, medium, high.":                                   "bad_urgency",
	"Status must be one of open, in_progress, waiting, resolved, closed.":         "bad_status",
	"Priority must be one of low, medium, high.":                                  "bad_priority",
	"The %s may have %d characters at most.":                                      "field_long",
	"A tag has 1 to 40 characters and no comma.":                                  "tag_length",
	"A ticket carries 20 tags at most.":                                           "too_many_tags",
	"The assignee must be an active moderator or admin.":                          "bad_assignee",
	"%s is already %s.": "already_done",
	"%s is resolved already. To tell the requester more, reply.": "resolved_reply",
	"%s claimed %s %s ago.":                                         "claimed_by_other",
	"Nobody has %s; there is nothing to hand on.":                   "nothing_to_hand_on",
	"Nobody has %s any more.":                                       "nobody_has_it",
	"%s is with %s, not with you.":                                  "with_other",
	"%s is with %s, who has not claimed it yet.":                    "not_claimed_yet",
	"You have had more time for %s twice. Claim it, or hand it on.": "no_more_time",
	"%s is not pressing. Claim it when you begin.":                  "not_pressing",
	"The reason is too long; 2,000 characters at most.":             "reason_long",
	"The note is too long; 2,000 characters at most.":               "note_long",
	"%s is closed.": "closed",
	"%s is closed. Please open a new ticket.":                              "closed_open_new",
	"%s was changed meanwhile. Look at it again, then repeat your change.": "changed_meanwhile",
	"Write something first.":                                               "text_missing",
	"The message is too long; 10,000 characters at most.":                  "text_long",
	"A rating is a whole number from 1 to 5.":                              "bad_rating",
	"Only %s can rate %s.":                                                 "rating_requester_only",
	"%s is still %s. Rate it once it is resolved.":                         "rating_too_early",
	"Choose 1 to 200 tickets.":                                             "bulk_size",
	"Say what to set: status, priority, assignee or tags.":                 "bulk_nothing",
	"This can no longer be undone. Change the tickets by hand.":            "undo_expired",
	"%s was changed meanwhile. It stays as it is.":                         "undo_changed",

	// Lists, views and reports.
	"Sort must be one of created, updated, priority, one of them with a minus in front, or due.": "bad_sort",
	"Only moderators see when a ticket is due. Leave out the due time and the order by it.":      "due_moderators_only",
	"Limit must be between 1 and 200.": "bad_limit",
	"This cursor belongs to another list. Ask for the first page again, without a cursor.": "bad_cursor",
	"Save 50 views at most. Remove one first.":                                             "too_many_views",
	"There are two views called %s. Give each a name of its own.":                          "view_twice",
	"A view's name has 1 to 60 characters.":                                                "view_name_length",
	"This view has too many conditions to be saved.":                                       "view_long",
	"A view's query is the part of a list's address after the question mark.":              "bad_view",
	"The range must end after it begins.":                                                  "bad_range",
	"The range must end after it begins, and be a year at most.":                           "bad_year_range",
	"%d tickets have changed since then; the audit reads 5,000. Choose a later start.":     "audit_too_much",
	"There is no such parked event. It may have been delivered meanwhile.":                 "no_parked_event",

	// Files.
	"The file is empty. Choose another one.": "file_empty",
	"Files of this kind are not taken. Send a picture (PNG, JPEG, GIF, WebP), a PDF, plain text, an MP4 or WebM video, an Office document, or put it into a ZIP archive.": "file_kind",
	"The file is too large; 10 MB at most. Send a part of it, or a link to where it is.":                                                                                  "file_large",
	"There is no such file on %s.": "no_file",
	"You have attached %d files and not sent them yet. Send or remove those first.": "too_many_unsent",
	"Ten files at most. Send the others in a reply.":                                "too_many_files",
	"One of the files is no longer here. Attach it again.":                          "file_gone",
	"A file is attached twice. Remove one of them.":                                 "file_twice",

	// Skills and routing.
	"The desk has no skill called %s.":                                                       "no_skill",
	"The desk has no skill called %s. Ask an admin to add it.":                               "no_skill_ask",
	"A skill's name has 1 to 60 characters and no comma.":                                    "skill_name_length",
	"%s already means %s. Merge the two, or choose another word.":                            "skill_twice",
	"These two are one skill already.":                                                       "skills_one",
	"Somebody else has changed the skills meanwhile. Look at theirs, then save yours again.": "skills_changed",
	"Somebody else has changed the rules meanwhile. Look at theirs, then save yours again.":  "rules_changed",
	"Leads are set for declined, unattended and overdue.":                                    "bad_lead_step",
	"A lead must be an active moderator or admin.":                                           "bad_lead",
	"%q is not a length of time. Write it like 15m or 4h30m.":                                "bad_length",
	"Lengths are set for low, medium and high.":                                              "bad_length_priority",
	"A length is 1s to 2160h of working time, or 0s for none.":                               "length_range",
	"That is too many holidays; 1,000 at most.":                                              "too_many_holidays",
	"%q is not a date like 2026-12-25.":                                                      "bad_holiday",
	"Choose a time from 2000 to 2099.":                                                       "bad_moment",
}

// Sentences returns what every Reason of a verb says, with a verb of package fmt
// where it names something.
func Sentences() map[Reason]string {
	all := make(map[Reason]string, len(reasons))
	for sentence, reason := range reasons {
		all[reason] = sentence
	}
	return all
}

// ReasonOf returns the reason of the *Error within err and what its sentence
// names, in the order of the sentence; "" and nothing when it has none.
func ReasonOf(err error) (Reason, []string) {
	var e *Error
	if !errors.As(err, &e) {
		return "", nil
	}
	if e.Reason == "" {
		return reasons[e.Message], nil
	}
	return e.Reason, e.Args
}
