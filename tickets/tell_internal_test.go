package tickets

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChannels(t *testing.T) {
	all := []Platform{Slack, Discord, Mail}
	for name, tt := range map[string]struct {
		kind  NoticeKind
		asked Platform // where the ticket was asked for
		open  []Platform
		want  []Platform
	}{
		"work comes by one chat and by mail":      {NoticeAssigned, Web, all, []Platform{Slack, Mail}},
		"by the one where it was asked for":       {NoticeAssigned, Discord, all, []Platform{Discord, Mail}},
		"unless that is closed to the person":     {NoticeUnrouted, Discord, []Platform{Slack, Mail}, []Platform{Slack, Mail}},
		"by the other where the first is closed":  {NoticeEscalated, Slack, []Platform{Discord, Mail}, []Platform{Discord, Mail}},
		"by mail alone where all chat is":         {NoticeAssigned, Slack, []Platform{Mail}, []Platform{Mail}},
		"by chat alone where mail is":             {NoticeAssigned, Slack, []Platform{Slack, Discord}, []Platform{Slack}},
		"news of one's own comes where one asked": {NoticeResolved, Discord, all, []Platform{Discord}},
		"else by mail": {NoticeClaimed, Web, all, []Platform{Mail}},
		"the receipt comes there and nowhere else": {NoticeOpened, Web, all, nil},
		"the rest comes by chat":                   {NoticeNudged, Web, all, []Platform{Slack}},
		"else by mail, too":                        {NoticeReplied, Slack, []Platform{Mail}, []Platform{Mail}},
	} {
		t.Run(name, func(t *testing.T) {
			got := channels(tt.kind, Ticket{Origin: Place{Platform: tt.asked}}, func(p Platform) bool { return slices.Contains(tt.open, p) })
			if diff := cmp.Diff(tt.want, got, cmp.Transformer("none", func(p []Platform) []Platform { return append([]Platform{}, p...) })); diff != "" {
				t.Errorf("channels (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStandIn(t *testing.T) {
	const failed, sent, due = ReceiptFailed, ReceiptSent, ReceiptDue
	type was map[Platform]ReceiptState
	for name, tt := range map[string]struct {
		was  was
		open []Platform // what would tell them now
		want Platform
	}{
		"the other chat, beside a mail that left":    {was{Slack: failed, Mail: sent}, []Platform{Discord, Mail}, Discord},
		"nothing, when the mail has told them":       {was{Slack: failed, Mail: sent}, []Platform{Mail}, ""},
		"nothing, while the mail is yet to":          {was{Slack: failed, Mail: due}, []Platform{Mail}, ""},
		"the other chat, before mail":                {was{Slack: failed}, []Platform{Discord}, Discord},
		"mail, when no chat is left":                 {was{Slack: failed, Discord: failed}, []Platform{Mail}, Mail},
		"mail, even if switched off, to say so":      {was{Slack: failed}, nil, Mail},
		"nothing for a mail, when chat has told":     {was{Slack: sent, Mail: failed}, []Platform{Slack}, ""},
		"nothing after everything":                   {was{Slack: failed, Mail: failed}, nil, ""},
		"one that failed is not tried again":         {was{Slack: failed, Mail: failed}, []Platform{Mail}, ""},
		"a message that was not needed is one, too":  {was{Slack: failed, Mail: ReceiptSkipped}, []Platform{Mail}, ""},
		"what others were told stands in for nobody": {was{Slack: failed}, []Platform{Mail}, Mail},
	} {
		t.Run(name, func(t *testing.T) {
			n := Notice{Receipts: []Receipt{{To: "jon", Channel: Mail, State: sent}, {To: "jon", Channel: Discord, State: sent}}}
			for p, state := range tt.was {
				n.Receipts = append(n.Receipts, Receipt{To: "maya", Channel: p, State: state})
			}
			if got := n.standIn("maya", tt.open, true); got != tt.want {
				t.Errorf("standIn is %q, want %q", got, tt.want)
			}
		})
	}
}
