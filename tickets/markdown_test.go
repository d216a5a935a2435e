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
		{"a page at home", "https://x.test/~ann/a_b", "https://x.test/~ann/a_b"},
		{"an address can be copied", "ask ann_b@corp.test @noon", `ask ann\_b@corp.test @noon`},
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

func TestEscapeMarkdownShowsLinksWholeOrNot(t *testing.T) {
	const text = "see https://x.test/a_b_c and all that follows"
	for limit, want := range map[int]string{24: "see …", 26: "see https://x.test/a_b_c …", 100: text} {
		if got := EscapeMarkdown(text, limit); got != want {
			t.Errorf("limit %d: got %q, want %q", limit, got, want)
		}
	}
}

func TestMarkdownIsClippedBetweenWords(t *testing.T) {
	const text = "see https://x.test/a_b_c and all that follows"
	for limit, want := range map[int]string{3: "se…", 24: "see…", 28: "see https://x.test/a_b_c an…", 100: text} {
		if got := ClipMarkdown(text, limit); got != want {
			t.Errorf("limit %d: got %q, want %q", limit, got, want)
		}
	}
}
