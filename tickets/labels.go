package tickets

import (
	"cmp"
	"slices"
)

// A ticket's skills, tags and category are labels to a store: one index finds
// them all. What a label looks like is stored, and so must not change.

// Labels returns the ticket's labels in order, each once; never nil.
func (t *Ticket) Labels() []string {
	labels := append(labelled("skill:", t.Skills), labelled("tag:", t.Tags)...)
	if t.Category != "" {
		labels = append(labels, "category:"+t.Category)
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}

// Labels returns groups of labels, the smallest first: the filter chooses
// tickets that have one of each.
func (f Filter) Labels() [][]string {
	var groups [][]string
	if len(f.Skills) > 0 {
		groups = append(groups, labelled("skill:", f.Skills))
	}
	if len(f.Tags) > 0 {
		groups = append(groups, labelled("tag:", f.Tags))
	}
	if f.Category != "" {
		groups = append(groups, []string{"category:" + f.Category})
	}
	slices.SortStableFunc(groups, func(a, b []string) int { return cmp.Compare(len(a), len(b)) })
	return groups
}

// labelled returns the names as labels in order, each once; never nil.
func labelled(kind string, names []string) []string {
	labels := make([]string, len(names))
	for i, name := range names {
		labels[i] = kind + name
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}
