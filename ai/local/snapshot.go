package local

import (
	"compress/flate"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"math"
)

// snapshotVersion changes whenever an older snapshot would be misread. A desk that finds an old one learns anew from its
// resolved tickets.
const snapshotVersion = 1

// ErrSnapshot means that a snapshot cannot be used: it is of another version, cut short or something else altogether.
var ErrSnapshot = errors.New("not a usable snapshot of the local triager; delete it and let it learn anew")

// image is everything a model has learned, in a form that can be written.
type image struct {
	Version int
	Learned int
	Levels  []string
	Skills  []Skill
	Corpus  corpus
	Index   indexImage
	Tickets []entry
	Serials map[string]uint32
	Tasks   [tasks]taskImage
	Work    histories
	Scale   scaleImage
	Net     netImage
	Replay  replayImage
}

type indexImage struct {
	Next  uint32
	Mean  float64
	Lists map[uint32][]uint32
}

type taskImage struct {
	Labels           []string
	Weights, Squares []byte // halves
	Past             [historyKeys]histories
	Recent           histories
	Mixture          mixture
	Sureness         confidence
}

type scaleImage struct {
	Recent []placed
	Next   int
	Cuts   []float64
	Seen   int
}

type netImage struct {
	Embed, Squares []byte // halves
	Heads          [tasks][2][]byte
}

type replayImage struct {
	Kept []lessonImage
	Next int
	Seed uint32
}

type lessonImage struct {
	IDs    []uint32
	Vals   []byte // halves
	Labels [tasks][]int
}

// Save writes all that the model has learned, compressed. Predictions go on meanwhile; learning waits.
func (m *Model) Save(w io.Writer) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	z, err := flate.NewWriter(w, flate.BestSpeed)
	if err != nil {
		return err
	}
	if err := gob.NewEncoder(z).Encode(m.image()); err != nil {
		return fmt.Errorf("saving the local triager: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("saving the local triager: %w", err)
	}
	return nil
}

// Load reads a model that Save wrote; it answers as the saved one did, to three digits. The error wraps ErrSnapshot when what was
// read cannot be used.
func Load(r io.Reader) (*Model, error) {
	var im image
	if err := gob.NewDecoder(flate.NewReader(r)).Decode(&im); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrSnapshot, err)
	}
	if im.Version != snapshotVersion {
		return nil, fmt.Errorf("%w: it has version %d, this program writes version %d", ErrSnapshot, im.Version, snapshotVersion)
	}
	m := New(im.Levels, nil)
	if err := im.fits(m); err != nil {
		return nil, err
	}
	im.restore(m)
	m.SetSkills(im.Skills)
	return m, nil
}

func (m *Model) image() *image {
	im := &image{Version: snapshotVersion, Learned: m.learned, Levels: m.levels.levels, Skills: m.names.skills, Corpus: *m.corpus, Tickets: m.known.ring, Serials: m.known.serials,
		Index: indexImage{m.index.next, m.index.mean, map[uint32][]uint32{}}, Work: *m.work,
		Scale: scaleImage{m.levels.recent, m.levels.next, m.levels.cuts, m.levels.seen},
		Net:   netImage{Embed: halves(m.net.embed), Squares: halves(m.net.squares)}, Replay: replayImage{Next: m.replay.next, Seed: m.replay.seed}}
	for id, list := range m.index.lists {
		plain := make([]uint32, len(list))
		for i, p := range list {
			plain[i] = uint32(p)
		}
		im.Index.Lists[id] = plain
	}
	for t, c := range m.task {
		im.Tasks[t] = taskImage{Labels: c.labels, Weights: halves(c.linear.weights), Squares: halves(c.linear.squares), Recent: *c.recent, Mixture: c.mixture,
			Sureness: c.sureness}
		for k, h := range c.past {
			im.Tasks[t].Past[k] = *h
		}
		im.Net.Heads[t] = [2][]byte{halves(m.net.heads[t].weights), halves(m.net.heads[t].squares)}
	}
	for _, l := range m.replay.kept {
		li := lessonImage{Labels: l.labels}
		vals := make([]float32, len(l.feats))
		for i, f := range l.feats {
			li.IDs = append(li.IDs, f.id)
			vals[i] = f.val
		}
		li.Vals = halves(vals)
		im.Replay.Kept = append(im.Replay.Kept, li)
	}
	return im
}

// fits reports whether the tables have the sizes this program uses.
func (im *image) fits(m *Model) error {
	ok := len(im.Corpus.Seen) == len(m.corpus.Seen) && len(im.Net.Embed) == 2*len(m.net.embed) && len(im.Net.Squares) == 2*len(m.net.squares)
	for t, c := range m.task {
		ok = ok && len(im.Tasks[t].Weights) == 2*len(c.linear.weights) && len(im.Tasks[t].Squares) == 2*len(c.linear.squares)
	}
	if !ok {
		return fmt.Errorf("%w: its tables have other sizes", ErrSnapshot)
	}
	return nil
}

func (im *image) restore(m *Model) {
	m.learned = im.Learned
	*m.corpus = im.Corpus
	m.index.next, m.index.mean = im.Index.Next, im.Index.Mean
	for id, plain := range im.Index.Lists {
		list := make([]posting, len(plain))
		for i, p := range plain {
			list[i] = posting(p)
		}
		m.index.lists[id] = list
	}
	m.known.ring = im.Tickets
	if im.Serials != nil {
		m.known.serials = im.Serials
	}
	m.work.restore(im.Work)
	m.levels.recent, m.levels.next, m.levels.cuts, m.levels.seen = im.Scale.Recent, im.Scale.Next, im.Scale.Cuts, im.Scale.Seen
	m.net.embed, m.net.squares = floats(im.Net.Embed), floats(im.Net.Squares)
	for t, c := range m.task {
		from := im.Tasks[t]
		c.labels, c.ids = nil, map[string]int{}
		for _, l := range from.Labels {
			c.id(l)
		}
		c.linear.weights, c.linear.squares = floats(from.Weights), floats(from.Squares)
		c.recent.restore(from.Recent)
		for k, h := range c.past {
			h.restore(from.Past[k])
		}
		c.mixture, c.sureness = from.Mixture, from.Sureness
		m.net.heads[t] = head{floats(im.Net.Heads[t][0]), floats(im.Net.Heads[t][1])}
	}
	m.replay.next, m.replay.seed = im.Replay.Next, im.Replay.Seed
	for _, li := range im.Replay.Kept {
		l := lesson{labels: li.Labels}
		vals := floats(li.Vals)
		for i, id := range li.IDs[:min(len(li.IDs), len(vals))] {
			l.feats = append(l.feats, feature{id, vals[i]})
		}
		m.replay.kept = append(m.replay.kept, l)
	}
}

func (h *histories) restore(from histories) {
	h.Uses = from.Uses
	if from.Keys != nil {
		h.Keys = from.Keys
	}
}

// halves packs numbers into two bytes each, high bytes first and apart from the low ones, which compresses well. It keeps
// eight bits of precision: more is noise.
func halves(fs []float32) []byte {
	out := make([]byte, 2*len(fs))
	for i, f := range fs {
		h := (math.Float32bits(f) + 0x8000) >> 16
		out[i], out[len(fs)+i] = byte(h>>8), byte(h)
	}
	return out
}

func floats(packed []byte) []float32 {
	out := make([]float32, len(packed)/2)
	for i := range out {
		out[i] = math.Float32frombits(uint32(packed[i])<<24 | uint32(packed[len(out)+i])<<16)
	}
	return out
}
