package tickets

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMergeSkills(t *testing.T) {
	vpn := Skill{Name: "VPN", Aliases: []string{"tunnel"}}
	remote := Skill{Name: "Remote access", Aliases: []string{"tunnelling", "Tunnel "}, Description: "From outside"}
	mail := Skill{Name: "Email"}
	both := Skill{Name: "VPN", Aliases: []string{"tunnel", "Remote access", "tunnelling"}, Description: "From outside"}
	for _, tt := range []struct {
		name       string
		list       []Skill
		from, into string
		want       []Skill
		old, field string
	}{
		{"takes up name, aliases and description", []Skill{remote, mail, vpn}, "remote ACCESS", "vpn", []Skill{mail, both}, "Remote access", ""},
		{"into one named by an alias", []Skill{vpn, mail}, "Email", "tunnel", []Skill{{Name: "VPN", Aliases: []string{"tunnel", "Email"}}}, "Email", ""},
		{"again changes nothing", []Skill{mail, both}, "remote access", "VPN", []Skill{mail, both}, "Remote access", ""},
		{"with itself", []Skill{vpn}, "VPN", "tunnel", nil, "", "from"},
		{"of one that is not there", []Skill{vpn}, "DNS", "VPN", nil, "", "from"},
		{"into one that is not there", []Skill{vpn}, "VPN", "DNS", nil, "", "into"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, old, _, err := merge(tt.list, tt.from, tt.into)
			if diff := cmp.Diff(tt.want, got); diff != "" || old != tt.old {
				t.Errorf("old %q, want %q (-want +got):\n%s", old, tt.old, diff)
			}
			e, _ := err.(*Error)
			if tt.field == "" && err != nil || tt.field != "" && (e == nil || e.Fields[tt.field] == "") {
				t.Errorf("got %v, want the field %q", err, tt.field)
			}
		})
	}
}
