package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/ai/local"
)

// lines writes n labelled tickets of two queues; every third is for printers.
func lines(n int, dates bool) string {
	var b strings.Builder
	for i := range n {
		topic, queue, who, priority := "vpn tunnel drops", "VPN", "ana", "High"
		if i%3 == 0 {
			topic, queue, who, priority = "printer toner empty", "Printers", "bo", "Low"
		}
		l := map[string]any{"id": fmt.Sprint(i), "title": fmt.Sprintf("%s %d", topic, i), "title_raw": "[" + queue + "]", "body": "",
			"labels": map[string]any{"queue": queue, "skills": []string{queue}, "assignee": who, "priority": priority, "helpers": []string{who}}}
		if dates {
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 6 * time.Hour)
			l["created_at"], l["resolved_at"] = at, at.Add(72*time.Hour)
		}
		line, _ := json.Marshal(l)
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// spy answers nothing and writes down what it is asked and told, in turn.
type spy struct{ log *[]string }

func (s spy) Predict(t local.Ticket) local.Prediction {
	*s.log = append(*s.log, "asked "+t.ID)
	return local.Prediction{}
}

func (s spy) Learn(t local.Ticket, _ local.Outcome, at time.Time) {
	*s.log = append(*s.log, fmt.Sprintf("told %s after %.0f h", t.ID, at.Sub(t.At).Hours()))
}

func TestLabelsAreKnownLate(t *testing.T) {
	var log []string
	_, err := Run(Options{Data: strings.NewReader(lines(6, true)), Quick: true,
		Make: func([]string, []local.Skill) Subject { return spy{&log} }})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"asked 0", "asked 1", "asked 2", "asked 3", "told 0 after 24 h", "asked 4", "told 1 after 24 h", "asked 5"}
	if diff := cmp.Diff(want, log); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStaticRunsLearnOnlyHistory(t *testing.T) {
	var log []string
	_, err := Run(Options{Data: strings.NewReader(lines(2, true)), History: strings.NewReader(lines(2, true)), Quick: true,
		Make: func([]string, []local.Skill) Subject { return spy{&log} }})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"told 0 after 0 h", "told 1 after 0 h", "asked 0", "asked 1"}
	if diff := cmp.Diff(want, log); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRunNamesWhatItDid(t *testing.T) {
	for _, tt := range []struct {
		name, data, history, run string
		windows, curve           int
		resolution, feedback     bool
	}{
		{"dated", lines(120, true), "", "online, labels after 24 h", 2, 0, true, false},
		{"with history", lines(60, true), lines(120, true), "static, 120 of history", 0, 2, false, true},
		{"undated", lines(30, false), "", "cold", 0, 0, false, false},
		{"undated with history", lines(30, false), lines(60, false), "static, 60 of history", 0, 3, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Triager: "local", Data: strings.NewReader(tt.data)}
			if tt.history != "" {
				o.History = strings.NewReader(tt.history)
			}
			r, err := Run(o)
			if err != nil {
				t.Fatal(err)
			}
			if r.Run != tt.run || len(r.Windows) != tt.windows || len(r.Curve) != tt.curve ||
				(r.AtResolution != nil) != tt.resolution || (r.WithFeedback != nil) != tt.feedback || len(r.Baselines) != 2 {
				t.Errorf("got run %q, %d windows, %d of a curve, at resolution %t, feedback %t; want %+v", r.Run, len(r.Windows), len(r.Curve),
					r.AtResolution != nil, r.WithFeedback != nil, tt)
			}
			if r.Queue.N == 0 || r.MicrosPerTicket <= 0 {
				t.Errorf("nothing measured: %+v", r.Figures)
			}
		})
	}
}

func TestJSONHasTheAgreedKeys(t *testing.T) {
	r, err := Run(Options{Triager: "local", Data: strings.NewReader(lines(40, true)), Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for top, keys := range map[string][]string{
		"queue": {"top1", "top3", "macroF1", "ece", "coverage90"}, "priority": {"accuracy", "kappa"}, "person": {"top1", "top3"},
	} {
		part, _ := got[top].(map[string]any)
		for _, k := range keys {
			if _, ok := part[k].(float64); !ok {
				t.Errorf("%s.%s is missing in %s", top, k, b.String())
			}
		}
	}
	for _, k := range []string{"microsPerTicket", "heapMiB"} {
		if _, ok := got[k].(float64); !ok {
			t.Errorf("%s is missing", k)
		}
	}
}

func TestTextShowsFiguresBesideBaselines(t *testing.T) {
	r, err := Run(Options{Triager: "local", Data: strings.NewReader(lines(40, true))})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"online, labels after 24 h", "labels at resolution", "always the commonest", "commonest of the newest 200", "was right"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, b.String())
		}
	}
}

func TestBadDataIsExplained(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"none", "", "the data has no tickets"},
		{"no JSON", "{\"title\":\"a\"}\nnot json", "line 2 is not a labelled ticket"},
		{"no words", `{"id":"1"}`, "line 1 has neither title nor body"},
		{"strange priority", `{"id":"1","title":"a","labels":{"priority":"purple"}}`, `priority "purple", whose rank is unknown`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Run(Options{Data: strings.NewReader(tt.data)})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestCoverage(t *testing.T) {
	v := func(sure float64, right bool) verdict { return verdict{sure, right} }
	for _, tt := range []struct {
		name string
		in   []verdict
		want float64
	}{
		{"none", nil, 0},
		{"all right", []verdict{v(0.9, true), v(0.2, true)}, 1},
		{"only the surest", []verdict{v(0.5, false), v(0.9, true)}, 0.5},
		{"surest wrong", []verdict{v(0.5, true), v(0.9, false)}, 0},
		{"equals go together", []verdict{v(0.5, true), v(0.5, false)}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := coverage(tt.in, 0.9); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAgreement(t *testing.T) {
	for _, tt := range []struct {
		name            string
		matrix          [][]float64
		accuracy, kappa float64
	}{
		{"nothing", [][]float64{{0, 0}, {0, 0}}, 0, 0},
		{"perfect", [][]float64{{3, 0}, {0, 5}}, 1, 1},
		{"chance", [][]float64{{1, 1}, {1, 1}}, 0.5, 0},
		{"opposite", [][]float64{{0, 2}, {2, 0}}, 0, -1},
		{"one answer for all", [][]float64{{0, 2, 0}, {0, 6, 0}, {0, 2, 0}}, 0.6, 0},
		{"one step off", [][]float64{{2, 2, 0}, {0, 4, 0}, {0, 0, 4}}, 10.0 / 12, 6.0 / 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			accuracy, kappa, _ := agreement(tt.matrix)
			if math.Abs(accuracy-tt.accuracy) > 1e-9 || math.Abs(kappa-tt.kappa) > 1e-9 {
				t.Errorf("got %.4f and %.4f, want %.4f and %.4f", accuracy, kappa, tt.accuracy, tt.kappa)
			}
		})
	}
}

func TestMacroF1CountsRareLabelsAsMuch(t *testing.T) {
	m := newMeter(nil)
	answer := func(truth, said string) {
		m.see(row{queue: truth, skills: []string{truth}}, local.Prediction{Skill: local.Answer{Guesses: []local.Guess{{Name: said, P: 1}}, Sure: 1}})
	}
	for range 9 {
		answer("common", "common")
	}
	answer("rare", "common")
	q := m.queue()
	if want := (2 * 9.0 / 19) / 2; math.Abs(q.MacroF1-want) > 1e-9 || q.Top1 != 0.9 {
		t.Errorf("got macro-F1 %.4f, top-1 %.2f; want %.4f, 0.90", q.MacroF1, q.Top1, want)
	}
}

func TestSkillListsChoosePeopleWhoHaveTheSkill(t *testing.T) {
	r, err := Run(Options{Data: strings.NewReader(strings.ReplaceAll(lines(60, true), "toner empty", "printers"))})
	if err != nil {
		t.Fatal(err)
	}
	if r.SkillLists == nil || *r.SkillLists != 1 {
		t.Errorf("got %v, want 1: every ticket names its skill", r.SkillLists)
	}
}
