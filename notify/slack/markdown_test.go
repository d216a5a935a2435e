package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plainly is rich text as a short string: blocks on lines, marks around words.
func plainly(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var nodes []node
	if err := json.Unmarshal(raw, &nodes); err != nil {
		t.Fatal(err)
	}
	out := ""
	for _, n := range nodes {
		out += n.String() + "|"
	}
	return out
}

type node struct {
	Type, Text, URL, Style string
	Indent, Offset, Border int
	Elements               []node
}

func (n node) border() string { return strings.Repeat("border ", n.Border) }

func (n *node) UnmarshalJSON(b []byte) error {
	var raw struct {
		Type, Text, URL string
		Style           json.RawMessage
		Indent, Offset  int
		Border          int
		Elements        []node
	}
	err := json.Unmarshal(b, &raw)
	*n = node{raw.Type, raw.Text, raw.URL, string(raw.Style), raw.Indent, raw.Offset, raw.Border, raw.Elements}
	return err
}

func (n node) String() string {
	in := ""
	for _, e := range n.Elements {
		in += e.String()
	}
	switch n.Type {
	case "rich_text_section":
		return in
	case "rich_text_quote":
		return "> " + in
	case "rich_text_preformatted":
		return n.border() + "```" + in + "```"
	case "rich_text_list":
		out := ""
		for _, e := range n.Elements {
			out += map[string]string{`"bullet"`: "- ", `"ordered"`: "1. "}[n.Style] + e.String() + ";"
		}
		return n.border() + string(rune('0'+n.Indent)) + string(rune('0'+n.Offset)) + "(" + out + ")"
	case "link":
		return "<" + n.URL + " " + n.Text + ">"
	}
	if n.Style != "" {
		return n.Style + n.Text
	}
	return n.Text
}

func TestRichText(t *testing.T) {
	for source, want := range map[string]string{
		"":                            "",
		"one *two* **three** `four`":  `one {"italic":true}two {"bold":true}three {"code":true}four|`,
		"# Head\n\ntext":              "{\"bold\":true}Head\n|text|",
		"a\n\nb\nc":                   "a\n|b\nc|",
		"~~gone~~":                    `{"strike":true}gone|`,
		"- a\n- b\n  1. c\n- d":       "00(- a;- b;)|10(1. c;)|02(- d;)|",
		"1. a\n2. b":                  "00(1. a;1. b;)|",
		"-\n- b":                      "00(-  ;- b;)|",
		"3. c\n4. d":                  "02(1. c;1. d;)|", // Slack counts on from the offset
		"> q\n> - a\n>   1. b\n> - c": "> q\n• a\n1. b\n• c|",
		"- a\n  > q\n  > - b\n\n  ```\n  c\n  ```\n- d": "00(- a\nq\n• b\n{\"code\":true}c;- d;)|",
		"- <!-- a -->":                               "00(- {\"code\":true}<!-- a -->;)|",
		"> q\n> r":                                   "> q\nr|",
		"```\ncode <!channel>\n```":                  "```code <!channel>```|",
		"[docs](https://x.test/a?b=1)":               "<https://x.test/a?b=1 docs>|",
		"[**bold** docs](https://x.test)":            "<https://x.test bold docs>|",
		"[js](javascript:alert(1))":                  "js|",
		"[no](http:) [host](https://) [to](mailto:)": "no host to|",
		"https://%zz and https://[tenant]/x":         "https://%zz and https://[tenant]/x|",
		"see https://x.test/a_b_c, now":              "see <https://x.test/a_b_c https://x.test/a_b_c>, now|",
		"<https://x.test> <data:x>":                  "<https://x.test https://x.test> data:x|",
		"![pic](https://x.test/p.png)":               "<https://x.test/p.png pic>|",
		"[https://bank.test](https://evil.test)":     "https://bank.test (<https://evil.test https://evil.test>)|",
		"[bank.test/in](https://bank.test/in/)":      "<https://bank.test/in/ bank.test/in>|",
		"|a|b|\n|-|-|\n|1|2|":                        "|a|b|\n|-|-|\n|1|2||",
		"<b>hi</b> &amp; \\* <!channel>":             "<b>hi</b> & * <!channel>|",
		"<script>\nx\n</script>":                     "<script>\nx\n</script>|",
		"<!-- never closed\nx":                       "<!-- never closed\nx|",
		"<!-- on one line -->":                       "<!-- on one line -->|",
		"<@U123> <!here|here>":                       "<@U123> <!here|here>|",
		"a\u202Eb":                                   "ab|",
	} {
		if diff := cmp.Diff(want, plainly(t, richText(source, 1000))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
}

// Slack refuses a message of which a part is empty.
func FuzzRichTextHasNoEmptyPart(f *testing.F) {
	for _, source := range []string{"<!-- never closed", "-\n- b", "[](x)\n\n> ", "1. ```\n\n2. <b", "# \n***\n``` ```"} {
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source string) {
		raw, err := json.Marshal(append(richText(source, maxNotes), quoted(source, maxNotes)...))
		if err != nil {
			t.Fatal(err)
		}
		for _, empty := range []string{`"elements":[]`, `"elements":null`, `"text":""`, `"url":""`} {
			if strings.Contains(string(raw), empty) {
				t.Errorf("%q becomes %s", source, raw)
			}
		}
	})
}

func TestWhatPeopleWroteIsQuoted(t *testing.T) {
	for source, want := range map[string]string{
		"":                                  "",
		"nothing to see":                    "> nothing to see|",
		"one\ntwo\n\nthree":                 "> one\ntwo\n\nthree|",
		"Try **this**:\n- a\n- b\n\nthen":   "> Try {\"bold\":true}this:\n|border 00(- a;- b;)|> then|",
		"```\nx\n```":                       "border ```x```|",
		"https://x.test":                    "> <https://x.test https://x.test>|",
		"see https://wiki/a_b?c=d, twice":   "> see <https://wiki/a_b?c=d https://wiki/a_b?c=d>, twice|",
		"(https://x.test/A_(b)). Or?":       "> (<https://x.test/A_(b) https://x.test/A_(b)>). Or?|",
		"one https://x.test\nhttp://y.test": "> one <https://x.test https://x.test>\n<http://y.test http://y.test>|",
		"javascript:alert(1) <!channel>":    "> javascript:alert(1) <!channel>|",
		"https://":                          "> https://|",
	} {
		if diff := cmp.Diff(want, plainly(t, quoted(source, 1000))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
	if got, want := plainly(t, quoted("cut https://x.test/abc", 18)), "> cut…|"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if n := len(quoted(strings.Repeat("- a\n\nb\n\n", 250), maxQuote)); n > maxElements {
		t.Errorf("a block of %d elements, which Slack refuses", n)
	}
}
