package api

import "testing"

func TestWhatPeopleTypeIsNoFormula(t *testing.T) {
	for cell, want := range map[string]string{
		"":                            "",
		"VPN = slow; it was -5 °C":    "VPN = slow; it was -5 °C",
		"=1+1":                        "'=1+1",
		"-1+1":                        "'-1+1",
		"@SUM(A1)":                    "'@SUM(A1)",
		"＝1+1":                        "'＝1+1",
		"thanks\n=1+1":                "thanks\n'=1+1",
		`thanks;=HYPERLINK("x");+1+1`: `thanks;'=HYPERLINK("x");'+1+1`,
	} {
		if got := harmless(cell); got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}
