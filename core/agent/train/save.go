package train

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// Format is what a checkpoint calls itself, and Version the newest that Load
// reads; it reads every older one. Version 1 spelled fields otherwise (see
// Config.Fields) and derived a run's seeds otherwise (see Trainer).
const (
	Format  = "resonetics mind"
	Version = 2
)

// MaxCheckpoint is the largest checkpoint, in bytes, that Load reads. Callers
// should not read more of a file.
const MaxCheckpoint = 128 << 20

// Everything as the number of rows makes a checkpoint from which training goes
// on bit for bit.
const Everything = math.MaxInt

// Append appends a checkpoint of the mind, with the last rows of its memories, to
// dst. A mind that is loaded with all rows goes on bit for bit where somebody
// keeps its world; with fewer rows it goes on from a shorter memory. Call it
// between Learn and Act.
func (m *Mind) Append(dst []byte, rows int) []byte {
	var w safetensors.Writer
	m.save(&w, rows)
	return w.Append(dst)
}

// Append appends a checkpoint of the training run to dst: Mind.Append with the
// world, so that a run that is loaded goes on bit for bit.
func (t *Trainer) Append(dst []byte, rows int) []byte {
	var w safetensors.Writer
	t.mind.save(&w, rows)
	last := t.episodes.Last
	state, _ := t.episodes.World.MarshalBinary() // memory is its only destination
	w.Bytes("world.state", state)
	w.Uint64("world.ended", bit(last.Terminated), bit(last.Truncated))
	w.Uint64("world.episodes", t.episodes.Seed, t.episodes.Number)
	return w.Append(dst)
}

// LoadMind returns the mind of a checkpoint, in the middle of no episode. Nothing
// of b is believed before it is checked; the error names the first thing wrong.
func LoadMind(b []byte) (*Mind, error) {
	m, err := ResumeMind(b)
	if err != nil {
		return nil, err
	}
	if m.pilot != nil {
		m.pilot.DropIncomplete()
	}
	m.prophet.Interrupt()
	m.numbers.Return = 0
	return m, nil
}

// ResumeMind is LoadMind for a caller who also kept the world: the mind goes on
// in the middle of the episode in which it was saved.
func ResumeMind(b []byte) (*Mind, error) {
	r, m := load(b)
	if r.Err() == nil && r.Has("world.state") {
		r.Bytes("world.state")
		r.Counts("world.ended", 2)
		if r.Has("world.episodes") {
			r.Uint64("world.episodes", make([]uint64, 2))
		}
	}
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return m, nil
}

// Load returns the training run of a checkpoint that Trainer.Append wrote. Nothing
// of b is believed before it is checked; the error names the first thing wrong.
func Load(b []byte) (*Trainer, error) {
	r, m := load(b)
	t := &Trainer{mind: m}
	t.load(r)
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return t, nil
}

// load reads the world around a mind. A run of version 1 seeded its episodes by a
// stream of their own, and counted them by those that had ended.
func (t *Trainer) load(r *safetensors.Reader) {
	state, ended := r.Bytes("world.state"), r.Counts("world.ended", 2)
	if r.Err() != nil {
		return
	}
	c := t.mind.cfg
	seed := []uint64{rng.Derive(c.Seed, streamEpisodes), uint64(t.mind.numbers.Episodes)}
	over := ended[0] != 0 || ended[1] != 0
	if over {
		seed[1]-- // the number of the one that has ended
	}
	if r.Has("world.episodes") {
		r.Uint64("world.episodes", seed)
	}
	world, err := cluster.New(c.World)
	if err == nil {
		err = world.UnmarshalBinary(state)
	}
	r.Fail(err)
	if r.Err() != nil {
		return
	}
	t.episodes = agent.ResumeEpisodes(world, seed[0], seed[1])
	t.episodes.Last.Terminated, t.episodes.Last.Truncated = ended[0] != 0, ended[1] != 0
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

func (m *Mind) save(w *safetensors.Writer, rows int) {
	w.Text("format", Format)
	w.Text("version", strconv.Itoa(Version))
	c := m.cfg
	w.Text("seed", strconv.FormatUint(c.Seed, 10))
	for _, k := range c.Fields() {
		w.Text(k.Key, k.Text())
	}
	if m.pilot != nil {
		m.pilot.Save(w, rows)
	} else {
		m.table.Save(w)
	}
	m.prophet.Save(w, rows)
	state, _ := m.random.MarshalBinary() // memory is its only destination
	w.Bytes("mind.random", state)
	n := &m.numbers
	w.Uint64("mind.counts", uint64(n.Steps), uint64(n.Episodes), uint64(n.Failures), uint64(n.Handovers), bit(n.Explored), bit(n.Guided))
	w.Float64("mind.numbers", []float64{n.Return, n.LastReturn, n.Epsilon, n.Effective, float64(n.Forecast.Risk), float64(n.Forecast.NearMiss), m.lately.handover, m.lately.epsilon})
	m.rates.save(w, "mind.rates")
	m.yoke.save(w, "mind.yoke")
}

// load checks a checkpoint and builds the mind it describes; nil after an error,
// which stays with the reader.
func load(b []byte) (*safetensors.Reader, *Mind) {
	r, err := open(b)
	if err != nil {
		return r, nil
	}
	r.Version(Format, Version)
	c, err := readConfig(r)
	r.Fail(err)
	if r.Err() != nil {
		return r, nil
	}
	m, err := NewMind(c)
	if err != nil {
		r.Fail(err)
		return r, nil
	}
	m.load(r)
	return r, m
}

func open(b []byte) (*safetensors.Reader, error) {
	f, err := new(safetensors.File), error(nil)
	if len(b) > MaxCheckpoint {
		err = fmt.Errorf("the file has %d bytes, want at most %d", len(b), MaxCheckpoint)
	} else if parsed, fail := safetensors.Parse(b); fail != nil {
		err = fail
	} else {
		f = parsed
	}
	r := safetensors.NewReader(f)
	r.Fail(err)
	return r, err
}

// readConfig reads the fields that the file has; one that it lacks, because it is older
// than the field, keeps its default.
func readConfig(r *safetensors.Reader) (Config, error) {
	c := Default(cluster.Default(cluster.V51))
	seed := r.Text("seed")
	if r.Err() != nil {
		return c, r.Err()
	}
	var err error
	if c.Seed, err = strconv.ParseUint(seed, 10, 64); err != nil {
		return c, fmt.Errorf("seed is %q, want a whole number", seed)
	}
	fields := c.Fields()
	for _, e := range r.Entries() {
		if slices.Contains([]string{"format", "version", "seed"}, e.Key) {
			continue
		}
		f, err := fields.Find(e.Key)
		if err != nil {
			return c, fmt.Errorf("metadata %q is unknown", e.Key)
		}
		if err := f.SetText(e.Value); err != nil {
			return c, err
		}
	}
	return c, c.Validate()
}

func (m *Mind) load(r *safetensors.Reader) {
	if m.pilot != nil {
		m.pilot.Load(r)
	} else {
		m.table.Load(r)
	}
	m.prophet.Load(r)
	if state := r.Bytes("mind.random"); r.Err() == nil {
		r.Fail(m.random.UnmarshalBinary(state))
	}
	n := &m.numbers
	counts := r.Counts("mind.counts", 6)
	n.Steps, n.Episodes, n.Failures, n.Handovers = counts[0], counts[1], counts[2], counts[3]
	n.Explored, n.Guided = counts[4] != 0, counts[5] != 0
	v := make([]float64, 8)
	r.Float64("mind.numbers", v)
	n.Return, n.LastReturn, n.Epsilon, n.Effective = v[0], v[1], v[2], v[3]
	n.Forecast.Risk, n.Forecast.NearMiss = float32(v[4]), float32(v[5])
	m.lately = rate{v[6], v[7]}
	blocks := (n.Steps + RateBlock - 1) / RateBlock
	m.rates = loadRates(r, "mind.rates")
	if r.Err() == nil && len(m.rates) != blocks {
		r.Fail(fmt.Errorf("tensor %q has %d blocks, want %d for %d steps", "mind.rates", len(m.rates), blocks, n.Steps))
	}
	m.yoke = loadRates(r, "mind.yoke")
}

func (r Rates) save(w *safetensors.Writer, name string) {
	v := make([]float64, 0, 2*len(r))
	for _, b := range r {
		v = append(v, b.handover, b.epsilon)
	}
	w.Float64(name, v, len(r), 2)
}

func loadRates(r *safetensors.Reader, name string) Rates {
	shape := r.Shape(name)
	if len(shape) == 0 {
		r.Fail(fmt.Errorf("tensor %q has no dimension, want two", name))
		return nil
	}
	// Parse has compared the shape with the bytes there are.
	v := make([]float64, 2*shape[0])
	r.Float64(name, v, shape[0], 2)
	rates := make(Rates, shape[0])
	for i := range rates {
		rates[i] = rate{v[2*i], v[2*i+1]}
	}
	return rates
}
