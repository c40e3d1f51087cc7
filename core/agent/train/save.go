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
// reads; it reads every older one. Version 2 had no checksum and did not say the run; version 1 spelled fields otherwise (see
// Config.Fields) and derived a run's seeds otherwise (see Trainer).
const (
	Format  = "resonetics mind"
	Version = 3
)

// Program is the version of the program, which files say that it writes. A program sets it
// once, when it begins.
var Program = "unknown"

// Origin says where a learner comes from.
type Origin struct {
	Seed    uint64 // of the run, from which the learner's follows
	Known   bool   // files of version 2 and before did not say the seed
	Preset  string // key of the preset whose world it began in; empty for none
	Program string // the version that wrote the file; empty for a learner that is of no file
}

// Origin returns where the learner comes from.
func (l *Learner) Origin() Origin { return l.origin }

// Begin says which run the learner is at the beginning of.
func (l *Learner) Begin(seed uint64, preset string) {
	l.origin = Origin{Seed: seed, Known: true, Preset: preset}
}

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
	w.Seal()
	return w.Append(dst)
}

// Append appends a checkpoint of the training run to dst: Learner.Append with the
// world, so that a run that is loaded goes on bit for bit.
func (t *Trainer) Append(dst []byte, rows int) []byte {
	w := t.learner.describe()
	k := safetensors.Writing(w)
	t.learner.walk(k, rows)
	t.walk(k)
	w.Seal()
	return w.Append(dst)
}

// LoadLearner returns the learner of a checkpoint, in the middle of no episode. Everything in
// b is validated before it is used; the error names the first thing wrong.
func LoadLearner(b []byte) (*Learner, error) {
	l, err := ResumeLearner(b)
	if err != nil {
		return nil, err
	}
	l.dropEpisode()
	return l, nil
}

// ResumeLearner is LoadLearner for a caller who also kept the world: the learner goes on
// in the middle of the episode in which it was saved.
func ResumeLearner(b []byte) (*Learner, error) {
	r, l, err := load(b)
	if err == nil && r.Has(worldName) { // of a run, which has a world besides
		(&Trainer{learner: l}).walk(safetensors.Reading(r))
	}
	return l, closed(r, err)
}

// Load returns the training run of a checkpoint that Trainer.Append wrote. One that
// Learner.Append wrote, without its world, goes on with the next episode of its run.
// Everything in b is validated before it is used; the error names the first thing wrong.
func Load(b []byte) (*Trainer, error) {
	r, l, err := load(b)
	t := &Trainer{learner: l, actor: l}
	if err == nil && r.Has(worldName) {
		t.walk(safetensors.Reading(r))
		return t, closed(r, err)
	}
	if err = closed(r, err); err != nil {
		return nil, err
	}
	l.dropEpisode()
	return t, t.next()
}

// worldName is the tensor of the world that a run is in.
const worldName = "world.state"

// HoldsWorld reports whether a checkpoint that Load reads holds the world of its run too, so
// that it goes on bit for bit.
func HoldsWorld(b []byte) bool {
	f, err := safetensors.Parse(b)
	return err == nil && safetensors.NewReader(f).Has(worldName)
}

// next begins the episode after those that the learner has seen, of its run's where that is
// known and of its own otherwise.
func (t *Trainer) next() (err error) {
	l := t.learner
	seed := rng.Derive(l.cfg.Seed, streamEpisodes)
	if l.origin.Known {
		seed = l.origin.Seed
	}
	if t.episodes, err = agent.NewEpisodes(l.cfg.World, seed); err == nil {
		t.episodes.Begin(uint64(l.numbers.Episodes) + 1) // the present one was left unfinished
	}
	return err
}

// dropEpisode forgets the episode that the learner was in, of which it will not see the rest.
func (l *Learner) dropEpisode() {
	l.algo.DropIncomplete()
	l.prophet.Interrupt(0)
	l.numbers.Return = 0
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
	k.Part(worldName, e.World)
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
	w.Text("program", Program)
	if l.origin.Known {
		w.Text("run-seed", strconv.FormatUint(l.origin.Seed, 10))
		w.Text("preset", l.origin.Preset)
	}
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
	if r.Sealed(r.Text("version") != strconv.Itoa(Version)); r.Err() != nil {
		return nil, nil, r.Err()
	}
	c, err := readConfig(r)
	if err != nil {
		return nil, nil, err
	}
	l, err := NewLearner(c)
	if err == nil {
		l.origin, err = readOrigin(r)
	}
	if err == nil {
		l.walk(safetensors.Reading(r), 0)
	}
	return r, l, err
}

// notFields are the metadata that are none of a configuration's fields.
var notFields = []string{"format", "version", "seed", "program", "run-seed", "preset", "checksum"}

// readOrigin reads where a learner comes from, as far as the file says it.
func readOrigin(r *safetensors.Reader) (o Origin, err error) {
	for _, e := range r.Entries() {
		switch e.Key {
		case "program":
			o.Program = e.Value
		case "preset":
			o.Preset = e.Value
		case "run-seed":
			o.Known = true
			if o.Seed, err = strconv.ParseUint(e.Value, 10, 64); err != nil {
				return o, fmt.Errorf("run-seed is %q, want a whole number", e.Value)
			}
		}
	}
	return o, nil
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
		if slices.Contains(notFields, e.Key) {
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
