package lab

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/resonetics/playground/core/safetensors"
)

// What a saved session calls itself, and the newest version that Restore reads;
// it reads every older one.
const (
	savedFormat  = "resonetics session"
	savedVersion = 1
)

// MaxSaved is the largest saved session, in bytes, that Restore reads. Callers
// should not read more of a file.
const MaxSaved = 256 << 20

// Save appends everything the session is to dst: the run as a link, the world, the
// minds with their memories, and the charts. A session that is restored goes on
// bit for bit. The layout is safetensors, so that other tools can read it; a
// checksum guards the contents.
func (s *Session) Save(dst []byte) []byte {
	var w safetensors.Writer
	w.Text("format", savedFormat)
	w.Text("version", strconv.Itoa(savedVersion))
	w.Bytes("session.link", []byte(s.Run().Link()))
	w.Uint64("session.counts", s.step, uint64(len(s.log)))
	w.Uint64("session.flags", uint64(bit(s.waiting)), uint64(bit(s.adopted)))
	e := encoder{}
	s.history.save(&e)
	w.Bytes("session.charts", e.b)
	s.sim.save(&w)
	return append(dst, seal(&w)...)
}

// seal adds the checksum to a file and returns its bytes.
func seal(w *safetensors.Writer) []byte {
	w.Text("checksum", strconv.FormatUint(w.Sum(), 16))
	return w.Append(nil)
}

// Restore returns the session that Save wrote. Nothing of b is believed before
// it is checked; the error names the first thing wrong.
func Restore(b []byte) (*Session, error) {
	s, err := restore(b)
	if err != nil {
		return nil, fmt.Errorf("saved session: %w", err)
	}
	return s, nil
}

// RestoreIn puts the session that Save wrote in place of the present one. On
// error the present one continues.
func (s *Session) RestoreIn(b []byte) error {
	next, err := Restore(b)
	if err != nil {
		return err
	}
	next.generation = s.generation + 1
	*s = *next
	return nil
}

func restore(b []byte) (*Session, error) {
	if len(b) > MaxSaved {
		return nil, fmt.Errorf("the file has %d bytes, want at most %d", len(b), MaxSaved)
	}
	file, err := safetensors.Parse(b)
	if err != nil {
		return nil, err
	}
	r := safetensors.NewReader(file)
	r.Version(savedFormat, savedVersion)
	link, sum := r.Bytes("session.link"), r.Text("checksum")
	if r.Err() != nil {
		return nil, r.Err()
	}
	if got := strconv.FormatUint(file.Sum(), 16); got != sum {
		return nil, fmt.Errorf("its contents have the checksum %s and it says %s: the file is damaged", got, sum)
	}
	run, err := ParseLink(string(link))
	if err != nil {
		return nil, err
	}
	s := new(Session)
	s.load(r, run)
	return s, r.Close()
}

// load fills in s from a file whose link describes run. The first error stays
// with r; s is then not to be used.
func (s *Session) load(r *safetensors.Reader, run Run) {
	counts, flags := r.Counts("session.counts", 2), r.Counts("session.flags", 2)
	charts := r.Bytes("session.charts")
	if counts[1] > len(run.Changes) {
		r.Fail(fmt.Errorf("%d changes were carried out and %d are recorded", counts[1], len(run.Changes)))
	}
	if r.Err() != nil {
		return
	}
	catalog := run.Config.Lab.Catalog()
	*s = Session{
		initial:    run.Config.Clone(),
		config:     run.Config.Clone(),
		generation: 1,
		step:       uint64(counts[0]),
		history:    newHistory(catalog),
		log:        append([]Change(nil), run.Changes[:counts[1]]...),
		schedule:   append([]Change(nil), run.Changes[counts[1]:]...),
		waiting:    flags[0] != 0,
		adopted:    flags[1] != 0,
		metrics:    make([]float64, len(catalog.Metrics)),
	}
	for _, c := range s.log {
		if c.Op == OpSet {
			s.config.values[c.Target] = c.Value
		}
	}
	d := &decoder{b: charts}
	s.history.load(d, s.step)
	r.Fail(d.err)
	sim, err := newSimulation(s.config)
	r.Fail(err)
	if r.Err() == nil {
		s.sim = sim
		sim.load(r, s.step)
	}
}

// errNoLearner refuses what only a policy that learns can do.
var errNoLearner = errors.New("the acting policy does not learn: choose the Q-table, the Pilot or Pilot + Prophet")

// SaveMind appends the mind of the acting policy to dst, as a checkpoint that
// resonetics train and resonetics eval read.
func (s *Session) SaveMind(dst []byte) ([]byte, error) {
	l, err := s.learner()
	if err != nil {
		return dst, err
	}
	return l.mind.Append(dst, math.MaxInt), nil
}

// LoadMind gives the acting policy the mind of a checkpoint, under the parameters
// of this session. From there on the run's link no longer describes it; Adopted
// says so. On error nothing has changed.
func (s *Session) LoadMind(b []byte) error {
	l, err := s.learner()
	if err != nil {
		return err
	}
	sim := s.sim.(*clusterSim)
	if err := l.adopt(b, sim.config, sim.policyKey()); err != nil {
		return err
	}
	s.adopted = true
	return nil
}

// Adopted reports whether a mind was loaded into this run, which its link cannot
// describe.
func (s *Session) Adopted() bool { return s.adopted }

func (s *Session) learner() (*learning, error) {
	if sim, ok := s.sim.(*clusterSim); ok && sim.learner != nil {
		return sim.learner, nil
	}
	return nil, errNoLearner
}
