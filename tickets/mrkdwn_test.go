package tickets

import "testing"

func TestWhatIsWrittenInSlackReadsTheSameInMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		"VPN drops - twice, 3 > 2 & so on": "VPN drops - twice, 3 > 2 & so on",
		"*bold* _it_ ~gone~, (*x*)!":       "**bold** *it* ~~gone~~, (**x**)!",
		"*_both_* and *two words*":         "***both*** and **two words**",
		"2*3*4 and snake_case_name":        `2\*3\*4 and snake_case_name`,
		"a * b * c, *not bold * here":      `a * b * c, \*not bold * here`,
		"`a*b*` and ```x*y*z```":           "`a*b*` and ```x*y*z```",
		"Log:\n```first *line*\nsecond```": "Log:\n```\nfirst *line*\nsecond\n```",
		"see ```a\nb``` there":             "see \n```\na\nb\n```\n there",
		"one ` only":                       "one \\` only",
		"• a\n    ◦ b\nafter":              "- a\n    - b\n\nafter",
		"1. a\n2. b\n\nafter":              "1. a\n2. b\n\nafter",
		"> said\nanswered":                 "> said\n\nanswered",
		">*said*":                          ">**said**",
		"Error\n-----\nmore":               "Error\n\\-----\nmore",
		"# of users":                       `\# of users`,
		`\\server\share C:\*.log`:          `\\\server\share C:\\\*.log`,
		"https://x.test/a_b_c*d <div>":     `https://x.test/a_b_c\*d \<div>`,
		"[a](https://x.test) [b]: c":       `[a\](https://x.test) [b\]: c`,
		"&lt; is <, AT&T":                  `\&lt; is \<, AT&T`,
		"__init__ *":                       `\_\_init\_\_ *`,
		"Zürich_ _Ärger_ ~5 min":           `Zürich\_ *Ärger* \~5 min`,
	} {
		if got := Slack.Markdown(in); got != want {
			t.Errorf("Markdown(%q)\n got %q\nwant %q", in, got, want)
		}
	}
	if got := Web.Markdown("**bold**"); got != "**bold**" {
		t.Errorf("what is Markdown already becomes %q", got)
	}
}
