package tickets

import (
	"strings"
	"testing"
)

func TestEscapeMarkdown(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain words stay", "VPN drops - twice, #3 > #2", "VPN drops - twice, #3 > #2"},
		{"marks", "*a* _b_ ~~c~~ `d` ||e||", `\*a\* \_b\_ \~\~c\~\~ \` + "`d\\`" + ` \|\|e\|\|`},
		{"line starts", "# a\n- b\n > c", "\\# a\n\\- b\n \\> c"},
		{"a masked link shows its target", "[bank](https://evil.test/a_b)", `\[bank\](https://evil.test/a_b)`},
		{"a bare link still works", "see https://x.test/a_b?c=d_e now_then", `see https://x.test/a_b?c=d_e now\_then`},
		{"mentions", "@everyone <@123> <@&9> <#7>", "@\u200beveryone \\<@\u200b123> \\<@\u200b&9> \\<#7>"},
		{"time stamps and emoji", "<t:1:R> <:x:1>", `\<t:1:R> \<:x:1>`},
		{"backslashes", `C:\dir\*`, `C:\\dir\\\*`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := EscapeMarkdown(c.in, 1000); got != c.want {
				t.Errorf("EscapeMarkdown(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
}

func TestEscapeMarkdownClipsBetweenEscapes(t *testing.T) {
	for limit := 2; limit < 12; limit++ {
		got := EscapeMarkdown(strings.Repeat("*", 20), limit)
		if n := utf16Len(got); n > limit {
			t.Errorf("limit %d: %q is %d long", limit, got, n)
		}
		if body := strings.TrimSuffix(got, "…"); body != strings.Repeat(`\*`, len(body)/2) {
			t.Errorf("limit %d: %q ends within an escape", limit, got)
		}
	}
}
