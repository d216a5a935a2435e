package eval

import (
	"slices"

	"github.com/beckon-desk/beckon/ai/local"
)

// listLeast is how many tickets a person took that asked for a skill before it is on their list.
const listLeast = 3

// skillLists measures the first day of a desk: nothing learned, people with lists of skills. The triager reads the ticket,
// the person who most likely has what it needs is chosen, and it counts whether they have the ticket's first skill. The
// lists are made from who took what: in the history, or in the data itself when there is none. nil: no people in the data.
func (b *bench) skillLists(history, data []row) *float64 {
	source := history
	if len(source) == 0 {
		source = data
	}
	people, lists := listsOf(source)
	if len(people) == 0 {
		return nil
	}
	s := b.make(b.levels, b.skills)
	n, hit := 0, 0
	for _, r := range data {
		if r.queue == "" {
			continue
		}
		n++
		if who := choose(s.Predict(r.ticket).Skill, people, lists); who != "" && slices.Contains(lists[who], r.queue) {
			hit++
		}
	}
	v := share(hit, n)
	return &v
}

func listsOf(rows []row) (people []string, lists map[string][]string) {
	counts := map[string]map[string]int{}
	for _, r := range rows {
		if r.assignee == "" || r.queue == "" {
			continue
		}
		if counts[r.assignee] == nil {
			counts[r.assignee] = map[string]int{}
			people = append(people, r.assignee)
		}
		counts[r.assignee][r.queue]++
	}
	lists = map[string][]string{}
	for who, c := range counts {
		for skill, n := range c {
			if n >= listLeast {
				lists[who] = append(lists[who], skill)
			}
		}
		slices.Sort(lists[who])
	}
	slices.Sort(people)
	return people, lists
}

// choose returns the person whose list most likely has what is needed; of equals the one with the shorter list. A skill
// that many people have is asked for more: on the first day, the lists are all there is to know it by.
func choose(a local.Answer, people []string, lists map[string][]string) string {
	holders := map[string]float64{}
	for _, who := range people {
		for _, s := range lists[who] {
			holders[s]++
		}
	}
	best, bestP := "", 0.0
	for _, who := range people {
		p := 0.0
		for _, g := range a.Guesses {
			if slices.Contains(lists[who], g.Name) {
				p += g.P * holders[g.Name]
			}
		}
		if p > bestP || p == bestP && best != "" && len(lists[who]) < len(lists[best]) {
			best, bestP = who, p
		}
	}
	return best
}
