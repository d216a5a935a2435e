package main

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/beckon-desk/beckon/ai"
	"github.com/beckon-desk/beckon/ai/local/eval"
)

// maxPrompt bounds the instructions to try, in bytes: a model reads them with every ticket.
const maxPrompt = 64 << 10

// instruct has the model of this run told what a file says, instead of the built-in instructions. Their version is the
// file's name and the beginning of its SHA-256, so that two states of one file are told apart.
func (c *config) instruct(file, triager string) error {
	if triager == "local" {
		return wrong("--prompt goes with a model; the offline triager learns from tickets and reads no instructions. Add --triager gemini or --triager openai")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return usageError{err}
	}
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "":
		return wrong("%s says nothing; begin with what the model is told now: beckon eval --print-prompt", file)
	case len(text) > maxPrompt:
		return wrong("%s holds %d bytes; instructions may have %d, as each ticket is asked about with all of them", file, len(text), maxPrompt)
	case !utf8.ValidString(text):
		return wrong("%s is not UTF-8 text", file)
	}
	c.instructions = ai.Instructions{Version: fmt.Sprintf("%s (%.4x)", filepath.Base(file), sha256.Sum256([]byte(text))), Text: text}
	return nil
}

// tried names the instructions of this run for its report.
func (c *config) tried(triager string) eval.Tried {
	t := eval.Tried{Prompt: cmp.Or(c.instructions.Version, ai.BuiltIn.Version)}
	switch {
	case triager == "local":
		return eval.Tried{}
	case c.instructions.Version != "":
		t.InPlaceOf = ai.BuiltIn.Version
	}
	return t
}
