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

// Append appends a checkpoint of the learner, with the last rows of its memories, to
// dst. A learner that is loaded with all rows goes on bit for bit where its caller
// keeps the world; with fewer rows it goes on from a shorter memory. Call it
// between Learn and Act.
func (l *Learner) Append(dst []byte, rows int) []byte {
	w := l.describe()
	l.walk(safetensors.Writing(w), rows)
	return w.Append(dst)
}

// Append appends a checkpoint of the training run to dst: Learner.Append with the
// world, so that a run that is loaded goes on bit for bit.
func (t *Trainer) Append(dst []byte, rows int) []byte {
	w := t.learner.describe()
	k := safetensors.Writing(w)
	t.learner.walk(k, rows)
	t.walk(k)
	return w.Append(dst)
}

// LoadLearner returns the learner of a checkpoint, in the middle of no episode. Everything in
// b is validated before it is used; the error names the first thing wrong.
func LoadLearner(b []byte) (*Learner, error) {
	l, err := ResumeLearner(b)
	if err != nil {
		return nil, err
	}
	l.algo.DropIncomplete()
	l.prophet.Interrupt(0)
	l.numbers.Return = 0
	return l, nil
}

// ResumeLearner is LoadLearner for a caller who also kept the world: the learner goes on
// in the middle of the episode in which it was saved.
func ResumeLearner(b []byte) (*Learner, error) {
	r, l, err := load(b)
	if err == nil && r.Has("world.state") { // of a run, which has a world besides
		(&Trainer{learner: l}).walk(safetensors.Reading(r))
	}
	return l, closed(r, err)
}

// Load returns the training run of a checkpoint that Trainer.Append wrote. Everything
// in b is validated before it is used; the error names the first thing wrong.
func Load(b []byte) (*Trainer, error) {
	r, l, err := load(b)
	t := &Trainer{learner: l}
	if err == nil {
		t.walk(safetensors.Reading(r))
	}
	return t, closed(r, err)
}

// closed returns what is wrong with a checkpoint.
func closed(r *safetensors.Reader, err error) error {
	if err == nil {
		err = r.Close()
	}
	if err != nil {
		err = fmt.Errorf("checkpoint: %w", err)
	}
	return err
}

// walk writes or reads the world around a learner. A run of version 1 seeded its episodes
// by a stream of their own, and counted them by those that had ended.
func (t *Trainer) walk(k *safetensors.Walk) {
	if !k.Writes() {
		world, err := cluster.New(t.learner.cfg.World)
		if err != nil {
			k.Fail(err)
			return
		}
		t.episodes = agent.ResumeEpisodes(world, rng.Derive(t.learner.cfg.Seed, streamEpisodes), 0)
	}
	e := t.episodes
	k.Part("world.state", e.World)
	k.Counts("world.ended", &e.Last.Terminated, &e.Last.Truncated)
	if !k.Has("world.episodes") {
		if e.Number = uint64(t.learner.numbers.Episodes); e.Over() {
			e.Number-- // of the one that has ended
		}
		return
	}
	run := []uint64{e.Seed, e.Number}
	k.Uint64("world.episodes", run)
	e.Seed, e.Number = run[0], run[1]
}

// describe returns a file with what a learner is, but for what it knows.
func (l *Learner) describe() *safetensors.Writer {
	w := new(safetensors.Writer)
	w.Text("format", Format)
	w.Text("version", strconv.Itoa(Version))
	c := l.cfg
	w.Text("seed", strconv.FormatUint(c.Seed, 10))
	for _, f := range c.Fields() {
		w.Text(f.Key, f.Text())
	}
	return w
}

// load checks a checkpoint and builds the learner it describes. What is wrong with what
// the learner knows stays with the reader.
func load(b []byte) (*safetensors.Reader, *Learner, error) {
	r, err := safetensors.Open(b, MaxCheckpoint, Format, Version)
	if err != nil {
		return nil, nil, err
	}
	c, err := readConfig(r)
	if err != nil {
		return nil, nil, err
	}
	l, err := NewLearner(c)
	if err == nil {
		l.walk(safetensors.Reading(r), 0)
	}
	return r, l, err
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

// walk writes or reads what a learner knows.
func (l *Learner) walk(k *safetensors.Walk, rows int) {
	l.algo.walk(k, rows)
	l.prophet.Walk(k, rows)
	k.Part("mind.random", l.random)
	n := &l.numbers
	k.Counts("mind.counts", &n.Steps, &n.Episodes, &n.Failures, &n.Handovers, &n.Explored, &n.Guided)
	k.Numbers("mind.numbers", &n.Return, &n.LastReturn, &n.Epsilon, &n.Effective, &n.Forecast.Risk, &n.Forecast.NearMiss, &l.recent.handover, &l.recent.epsilon)
	l.rates.walk(k, "mind.rates")
	if blocks := (n.Steps + RateBlock - 1) / RateBlock; len(l.rates) != blocks {
		k.Fail(fmt.Errorf("tensor %q has %d blocks, want %d for %d steps", "mind.rates", len(l.rates), blocks, n.Steps))
	}
	l.yoke.walk(k, "mind.yoke")
}

func (r *Rates) walk(k *safetensors.Walk, name string) {
	blocks := k.Rows(name, len(*r), math.MaxInt)
	v := make([]float64, 2*blocks)
	if k.Writes() {
		for i, b := range *r {
			v[2*i], v[2*i+1] = b.handover, b.epsilon
		}
	}
	k.Float64(name, v, blocks, 2)
	if !k.Reads() {
		return
	}
	*r = make(Rates, blocks)
	for i := range *r {
		(*r)[i] = rate{v[2*i], v[2*i+1]}
	}
}
