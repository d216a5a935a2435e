package tickets

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Markdown returns what somebody wrote over the platform as Markdown. On the web
// and in Discord that is what people write. Slack has marks of its own, among them
// no escapes: what is none of them is escaped as far as Markdown would read it as
// something else.
func (p Platform) Markdown(text string) string {
	if p != Slack {
		return text
	}
	var out strings.Builder
	rest := 0
	for _, m := range codeMarks.FindAllStringSubmatchIndex(text, -1) {
		out.WriteString(fromSlack(text[rest:m[0]]))
		rest = m[1]
		if m[2] < 0 || !strings.Contains(text[m[2]:m[3]], "\n") {
			out.WriteString(text[m[0]:m[1]])
			continue
		}
		// Markdown's fences stand on lines of their own: the first line of code would be lost.
		if before := out.String(); before != "" && !strings.HasSuffix(before, "\n") {
			out.WriteString("\n")
		}
		out.WriteString("```\n" + strings.Trim(text[m[2]:m[3]], "\n") + "\n```")
		if !strings.HasPrefix(text[rest:], "\n") && rest < len(text) {
			out.WriteString("\n")
		}
	}
	out.WriteString(fromSlack(text[rest:]))
	return out.String()
}

// codeMarks matches code, a block's words apart.
var codeMarks = regexp.MustCompile("(?s:```(.+?)```)|`[^`\n]+`")

var (
	slackBullet = regexp.MustCompile(`^(\s*)[•◦▪]\x{FE0E}? ?`)
	listLine    = regexp.MustCompile(`^\s*(?:[-+] |\d+[.)] )`)
	ruleLine    = regexp.MustCompile(`^\s*(?:-[- ]*|=+\s*)$`) // beneath words Markdown has it make a heading of them
)

// fromSlack is text without code.
func fromSlack(text string) string {
	lines := strings.Split(text, "\n")
	out := make([]string, 0, len(lines))
	within := false // a quote or a list, which in Markdown goes on until a line is blank
	for _, line := range lines {
		line = slackBullet.ReplaceAllString(line, "$1- ")
		quote := strings.HasPrefix(line, ">")
		begins := quote || listLine.MatchString(line)
		if within && !begins && strings.TrimSpace(line) != "" {
			out = append(out, "")
		}
		within = begins
		switch trimmed := strings.TrimLeft(line, " "); {
		case quote:
			out = append(out, ">"+marked(line[1:]))
		case ruleLine.MatchString(line), strings.HasPrefix(trimmed, "#"):
			out = append(out, `\`+marked(trimmed))
		default:
			out = append(out, marked(line))
		}
	}
	return strings.Join(out, "\n")
}

// marked is a line with Slack's marks for bold, italic and struck as Markdown's.
func marked(line string) string {
	var out strings.Builder
	before := ' '
	for i := 0; i < len(line); {
		if address := address.FindString(line[i:]); address != "" {
			out.WriteString(address)
			before, i = '/', i+len(address)
			continue
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		sign := map[rune]string{'*': "**", '_': "*", '~': "~~"}[r]
		if end := closing(line, i); sign != "" && end > 0 && !wordy(before) && before != r {
			out.WriteString(sign + marked(line[i+1:end]) + sign)
			before, i = r, end+1
			continue
		}
		if misread(before, line[i:]) {
			out.WriteByte('\\')
		}
		out.WriteString(line[i : i+size])
		before, i = r, i+size
	}
	return out.String()
}

// address matches a link, within which there are no marks.
var address = regexp.MustCompile("^https?://[^\\s<>|`*]+")

// maxMarked bounds, in bytes, what one mark holds.
const maxMarked = 1_000

// closing is where the mark at i ends, or 0: it holds no blanks at its ends, and
// neither does a word go on behind it.
func closing(line string, i int) int {
	if i+1 == len(line) || line[i+1] == ' ' || line[i+1] == line[i] {
		return 0
	}
	for end := i + 2; end < min(len(line), i+maxMarked); end++ {
		if line[end] != line[i] || line[end-1] == ' ' {
			continue
		}
		if after, _ := utf8.DecodeRuneInString(line[end+1:]); !wordy(after) {
			return end
		}
	}
	return 0
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	entity  = regexp.MustCompile(`^&#?\w+;`)
	escapes = regexp.MustCompile(`^\\(?:[[:punct:]]|$)`)
)

// misread reports whether Markdown would take the sign that rest begins with for
// something else than a sign.
func misread(before rune, rest string) bool {
	after, _ := utf8.DecodeRuneInString(rest[1:])
	switch rest[0] {
	case '*', '~':
		return !(before == ' ' && (after == ' ' || rest[1:] == ""))
	case '_':
		return !(wordy(before) && wordy(after))
	case '`', '<':
		return true
	case ']':
		return after == '(' || after == ':' || after == '['
	case '&':
		return entity.MatchString(rest)
	case '\\':
		return escapes.MatchString(rest)
	}
	return false
}
