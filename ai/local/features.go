package local

import (
	"math"
	"slices"
)

// How much of a ticket is read, in words. What matters is said early; the rest is logs and signatures.
const (
	titleWords    = 60
	bodyWords     = 150
	gramBodyWords = 40 // of the body, how many words are also read letter by letter
	maxFeatures   = 800
)

// The kinds of feature; each seeds its own hash space.
const (
	kindWord uint32 = (iota + 1) * 0x0e3779b9
	kindTitle
	kindPair
	kindGram
	kindRequester
	kindField
	kindRequesterField
	kindAlways
	kindConcept
)

// feature is one hashed property of a ticket and its weight.
type feature struct {
	id  uint32
	val float32
}

// term is a stemmed word of a ticket, hashed, with how often it occurs (twice as much in the title).
type term struct {
	id uint32
	tf float32
}

// document is a ticket as the learners read it.
type document struct {
	feats []feature
	known []feature // those of feats that some ticket before had: nothing was learned of the rest
	terms []term    // by id
	keys  [historyKeys]string
	title []string // whole stemmed words, of what the form said too
	body  []string
	parts [2][]string // stemmed words of title and body, names taken apart too
}

// corpus counts in how many tickets each feature was seen, so that rare ones weigh more.
type corpus struct {
	Docs uint32
	Seen []uint16
}

const corpusBits = 17

func newCorpus() *corpus { return &corpus{Seen: make([]uint16, 1<<corpusBits)} }

// rarity returns how much a feature weighs: less the more tickets had it. logDocs is the logarithm of all tickets.
func (c *corpus) rarity(id uint32, logDocs float32) float32 {
	seen := c.seen(id)
	if int(seen) < len(logs1p) {
		return logDocs - logs1p[seen] + 0.3
	}
	return logDocs - float32(math.Log1p(float64(seen))) + 0.3
}

// seen returns how many tickets had the feature, or another of the same hash.
func (c *corpus) seen(id uint32) uint16 { return c.Seen[id>>(32-corpusBits)] }

// logs1p are the logarithms of one more than small numbers: nearly all counts are small.
var logs1p = func() (out [1024]float32) {
	for i := range out {
		out[i] = float32(math.Log1p(float64(i)))
	}
	return out
}()

// count takes a ticket into account. Old counts fade: all are halved when a counter would run over.
func (c *corpus) count(fs []feature) {
	if c.Docs == math.MaxUint16-1 {
		c.Docs /= 2
		for i := range c.Seen {
			c.Seen[i] /= 2
		}
	}
	c.Docs++
	for _, f := range fs {
		if n := &c.Seen[f.id>>(32-corpusBits)]; uint32(*n) < c.Docs {
			*n++
		}
	}
}

// read turns a ticket into a document, weighing features by what the corpus has seen so far.
func (c *corpus) read(t Ticket) *document {
	titleWhole, titleRaw := words(t.Title, titleWords)
	bodyWhole, bodyRaw := words(t.Body, bodyWords)
	title, body := stems(titleRaw), stems(bodyRaw)
	b := newBuilder(c)
	for _, w := range title {
		b.add(hash(kindWord, w))
	}
	for _, w := range body {
		b.add(hash(kindWord, w))
	}
	b.close(1)
	for _, w := range title {
		b.add(hash(kindTitle, w))
	}
	b.close(1)
	b.pairs(title)
	b.pairs(body)
	b.close(1)
	b.grams(titleRaw)
	b.grams(bodyRaw[:min(len(bodyRaw), gramBodyWords)])
	b.close(1)
	b.concepts(title)
	b.close(0.7)
	d := &document{terms: terms(title, body), parts: [2][]string{title, body}}
	for _, f := range t.Fields {
		titleWhole = append(titleWhole, wholeWords(f, titleWords)...)
	}
	d.title = stems(titleWhole[:min(len(titleWhole), titleWords)])
	d.body = stems(bodyWhole)
	d.feats = append(b.feats, circumstances(t)...)
	d.known = make([]feature, 0, len(d.feats))
	for _, f := range d.feats {
		if c.seen(f.id) > 0 {
			d.known = append(d.known, f)
		}
	}
	d.keys = keysOf(t)
	return d
}

// circumstances returns the features that are not text: who asks, and what the intake form said.
func circumstances(t Ticket) []feature {
	fs := []feature{{hash(kindAlways, ""), 0.3}}
	if t.Requester != "" {
		fs = append(fs, feature{hash(kindRequester, t.Requester), 1})
	}
	all := kindRequesterField
	for i, f := range t.Fields {
		fs = append(fs, feature{hash(kindField+uint32(i)*7919, f), 1})
		all = hash(all, f)
	}
	if len(t.Fields) > 0 && t.Requester != "" {
		fs = append(fs, feature{hash(all, t.Requester), 0.7})
	}
	return fs
}

func stems(ws []string) []string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = stem(w)
	}
	return out
}

// terms returns the words that carry meaning, each once, by id.
func terms(title, body []string) []term {
	found := make([]uint64, 0, len(title)+len(body)) // id and how often, packed so that sorting is quick
	take := func(ws []string, times uint64) {
		for _, w := range ws {
			if !stopWords[w] {
				found = append(found, uint64(hash(kindWord, w))<<32|times)
			}
		}
	}
	take(title, 2)
	take(body, 1)
	slices.Sort(found)
	out := make([]term, 0, len(found))
	for _, f := range found {
		id, times := uint32(f>>32), float32(uint32(f))
		if n := len(out); n > 0 && out[n-1].id == id {
			out[n-1].tf += times
			continue
		}
		out = append(out, term{id, times})
	}
	return out
}

// builder collects features; groups that are closed with a weight have that length.
type builder struct {
	corpus *corpus
	feats  []feature
	start  int
	slots  [4 * maxFeatures]uint16 // open addressing: index into feats, plus one
}

func newBuilder(c *corpus) *builder { return &builder{corpus: c, feats: make([]feature, 0, 512)} }

func (b *builder) add(id uint32) {
	if len(b.feats) >= maxFeatures {
		return
	}
	for i := id % uint32(len(b.slots)); ; i = (i + 1) % uint32(len(b.slots)) {
		at := b.slots[i]
		if at == 0 {
			b.feats = append(b.feats, feature{id, 1})
			b.slots[i] = uint16(len(b.feats))
			return
		}
		if f := &b.feats[at-1]; f.id == id {
			if int(at) > b.start {
				f.val++
			}
			return
		}
	}
}

func (b *builder) pairs(ws []string) {
	for i := 1; i < len(ws); i++ {
		b.add(hash(hash(kindPair, ws[i-1]), ws[i]))
	}
}

// concepts adds what words that mean much the same have in common.
func (b *builder) concepts(ws []string) {
	for _, w := range ws {
		for _, group := range concepts[w] {
			b.add(scramble(kindConcept + group))
		}
	}
}

// grams adds every four letters in a row of each word, its ends marked.
func (b *builder) grams(ws []string) {
	var buf [48]byte
	for _, w := range ws {
		if len(w) > 40 {
			continue
		}
		marked := append(append(append(buf[:0], ' '), w...), ' ')
		for i := 0; i+4 <= len(marked); i++ {
			b.add(hashBytes(kindGram, marked[i:i+4]))
		}
	}
}

func (b *builder) close(weight float32) {
	group := b.feats[b.start:]
	b.start = len(b.feats)
	var sum float32
	logDocs := float32(math.Log(float64(b.corpus.Docs + 2)))
	for i := range group {
		f := &group[i]
		if f.val > 1 {
			f.val = 1 + float32(math.Log(float64(f.val)))
		}
		f.val *= b.corpus.rarity(f.id, logDocs)
		sum += f.val * f.val
	}
	if sum == 0 {
		return
	}
	scale := weight / float32(math.Sqrt(float64(sum)))
	for i := range group {
		group[i].val *= scale
	}
}

func hash(seed uint32, s string) uint32 {
	h := seed ^ 2166136261
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return scramble(h)
}

func hashBytes(seed uint32, s []byte) uint32 {
	h := seed ^ 2166136261
	for _, c := range s {
		h = (h ^ uint32(c)) * 16777619
	}
	return scramble(h)
}

func scramble(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x7feb352d
	h ^= h >> 15
	h *= 0x846ca68b
	return h ^ h>>16
}
