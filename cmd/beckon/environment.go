package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/joho/godotenv"
)

// environment returns what the environment, or else .env in the working
// directory, sets. A setting of ours whose name is misspelt is refused, for it
// would be off in silence: in .env, which only we read, whatever begins as ours
// do; in the environment, where others put names like BECKON_PORT, what comes
// close to one.
func (c *config) environment(environ []string) (map[string]string, error) {
	set, err := readDotenv()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if near, ours := c.meant(name); set[name] != "" && (near != "" || ours) {
			return nil, noSetting(".env", name, near)
		}
	}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if value == "" {
			continue
		}
		if near, _ := c.meant(name); near != "" {
			return nil, noSetting("the environment", name, near)
		}
		set[name] = value
	}
	return set, nil
}

const ourPrefix = "BECKON_"

// meant says of a name that is no setting which of those with our prefix it comes
// close to, if any, and whether it has our prefix itself.
func (c *config) meant(name string) (near string, ours bool) {
	for _, s := range c.settings() {
		switch {
		case s.env == name:
			return "", false
		case strings.HasPrefix(s.env, ourPrefix) && alike(s.env, name):
			near = s.env
		}
	}
	return near, strings.HasPrefix(name, ourPrefix)
}

// alike reports whether two names are the same but for two letters in one place.
func alike(a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return max(len(a), len(b)) <= 2
}

func noSetting(where, name, near string) error {
	if near == "" {
		return wrong("%s sets %s, which is no setting", where, name)
	}
	return wrong("%s sets %s, which is no setting; did you mean %s?", where, name, near)
}

// readDotenv reads .env in the working directory, if there is one.
func readDotenv() (map[string]string, error) {
	raw, err := os.ReadFile(".env")
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, wrong(".env cannot be read: %v", err)
	}
	set, err := godotenv.UnmarshalBytes(raw)
	if err == nil {
		return set, nil
	}
	// The error would show what stands there, which may be secret.
	lines := strings.SplitAfter(string(raw), "\n")
	good := len(lines) - 1
	for ; good > 0; good-- {
		if _, err := godotenv.Unmarshal(strings.Join(lines[:good], "")); err == nil {
			break
		}
	}
	return nil, wrong(".env: line %d is not like NAME=value, or its quotes do not end", good+1)
}
