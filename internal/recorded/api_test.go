package recorded

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strconv"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// This file holds every call that the tests make of the rest of the program. When a
// name or a signature changes there, it changes here and nowhere else; what a helper
// returns must stay what it is.

// known are the labs that recordings are opened with.
var known = labs.All

// longer returns the labs with another number shown in the middle of every table of
// parameters: one that the configuration has had all along.
func longer() lab.List {
	hidden := map[string]struct {
		key    string
		fields field.List
	}{
		"cluster":  {"oom-penalty", fieldsOf(train.Default(cluster.Default(cluster.V51)))},
		"gardener": {"start-energy", fieldsOf(gardener.Default())},
		"prophet":  {"hidden", fieldsOf(kernel.DefaultConfig(kernel.Prophet))},
		"race":     {"oom-penalty", fieldsOf(train.Default(cluster.Default(cluster.V51)))},
	}
	var list lab.List
	for _, one := range labs.All {
		l, h := *one, hidden[one.Key]
		row := lab.Bind(h.fields, []lab.Param{{Key: h.key, Label: "New", Group: "New"}})
		l.Params = slices.Insert(slices.Clone(l.Params), len(l.Params)/2, row...)
		list = append(list, &l)
	}
	return list
}

func fieldsOf[C any, P interface {
	*C
	Fields() field.List
}](c C) field.List {
	return P(&c).Fields()
}

// subject is something that was opened.
type subject struct {
	advance func(n int) error     // takes n more steps
	look    func() (Check, error) // all but After
}

// open returns what r describes; b is its file.
func open(r *Recording, b []byte) (*subject, error) {
	switch r.Kind {
	case Link:
		s, err := openLink(r.Link)
		return sessionSubject(s), err
	case Session:
		s, err := known.Restore(b)
		return sessionSubject(s), err
	case Mind:
		m, err := train.LoadLearner(b)
		return mindSubject(m), err
	case Training:
		t, err := train.Load(b)
		return trainingSubject(t), err
	case ClusterState:
		w, err := openCluster(*r.World, b)
		return clusterSubject(w), err
	case GardenerState:
		w := new(gardener.World)
		return gardenerSubject(w), w.UnmarshalBinary(b)
	case KernelState:
		t := new(kernel.Trainer)
		return kernelSubject(t), t.UnmarshalBinary(b)
	}
	return nil, fmt.Errorf("nothing opens a %s here", r.Kind)
}

// openLink returns the session of a link at its beginning.
func openLink(link string) (*lab.Session, error) {
	run, err := known.ParseLink(link)
	if err != nil {
		return nil, err
	}
	return lab.Replay(run)
}

// linkEnd returns the step at which a link was shared.
func linkEnd(link string) (uint64, error) {
	run, err := known.ParseLink(link)
	return run.At, err
}

// savedAt returns the step that the run of a saved session has come to.
func savedAt(b []byte) (uint64, error) {
	run, err := known.SavedRun(b)
	return run.At, err
}

func sessionSubject(s *lab.Session) *subject {
	return &subject{
		advance: func(n int) error {
			if took := s.Advance(n); took != n {
				return fmt.Errorf("it took %d of %d steps and waits", took, n)
			}
			return nil
		},
		look: func() (Check, error) {
			digest := hex(s.Digest())
			b, err := s.AppendMind(nil)
			if err != nil { // the acting policy does not learn
				return Check{Digest: digest}, nil
			}
			m, err := train.LoadLearner(b)
			if err != nil {
				return Check{}, err
			}
			c, err := lookAtMind(m)
			c.Digest = digest
			return c, err
		},
	}
}

func mindSubject(m *train.Learner) *subject {
	return &subject{look: func() (Check, error) { return lookAtMind(m) }}
}

func trainingSubject(t *train.Trainer) *subject {
	return &subject{
		advance: t.Run,
		look: func() (Check, error) {
			c, err := lookAtMind(t.Learner())
			c.Digest = hashBytes(t.World().AppendBinary(nil))
			return c, err
		},
	}
}

// lookAtMind asks a mind for its values in states that do not depend on it, so that
// the answers follow from its weights and not from how a file lays them out.
func lookAtMind(m *train.Learner) (Check, error) {
	c := m.Config()
	values, forecasts := fnv.New64a(), fnv.New64a()
	q := make([]float32, c.World.Rules.Actions())
	for i := range 20 {
		m.Values(q, observation(uint64(i)))
		_ = binary.Write(values, binary.LittleEndian, q) // a hash takes everything
	}
	w, err := cluster.New(c.World)
	if err != nil {
		return Check{}, err
	}
	w.Reset(7)
	for i := range 20 {
		m.Values(q, w.Observation())
		_ = binary.Write(values, binary.LittleEndian, q)
		f := m.Forecast(w)
		_ = binary.Write(forecasts, binary.LittleEndian, []float32{f.Risk, f.NearMiss})
		if err := stepCluster(w, i); err != nil {
			return Check{}, err
		}
	}
	check := Check{Values: hex(values.Sum64()), Numbers: mindNumbers(m)}
	if c.Forecast { // else the Prophet was neither asked nor taught
		check.Forecast = hex(forecasts.Sum64())
	}
	return check, nil
}

func mindNumbers(m *train.Learner) map[string]string {
	n := m.Numbers()
	numbers := map[string]string{
		"steps": strconv.Itoa(n.Steps), "episodes": strconv.Itoa(n.Episodes), "failures": strconv.Itoa(n.Failures),
		"handovers": strconv.Itoa(n.Handovers), "updates": strconv.Itoa(n.Updates),
		"last_return": number(n.LastReturn), "epsilon": number(n.Epsilon), "effective": number(n.Effective),
		"loss": number(n.Loss),
	}
	if m.Config().Forecast {
		numbers["risk"], numbers["near_miss"] = number(float64(n.Forecast.Risk)), number(float64(n.Forecast.NearMiss))
		numbers["prophet_loss"] = number(n.ProphetLoss)
	}
	return numbers
}

// openCluster returns the world of a state.
func openCluster(v World, b []byte) (*cluster.World, error) {
	c, err := clusterConfig(v)
	if err != nil {
		return nil, err
	}
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	return w, w.UnmarshalBinary(b)
}

func clusterConfig(v World) (cluster.Config, error) {
	for _, rules := range []cluster.Rules{cluster.V45, cluster.V46, cluster.V51} {
		if rules.String() == v.Rules {
			c := cluster.Default(rules)
			c.Height, c.Width, c.MaxSteps = v.Rows, v.Columns, v.Steps
			c.MemDrift, c.MemNoise = v.Drift, v.Noise
			return c, nil
		}
	}
	return cluster.Config{}, fmt.Errorf("rules %q are unknown", v.Rules)
}

// stepCluster takes the i-th of a fixed round of actions. An episode that has ended is
// followed by the one whose seed is i.
func stepCluster(w *cluster.World, i int) error {
	if w.Over() {
		w.Reset(uint64(i))
	}
	round := [...]int{4, 3, 5, 1, 4, 2, 0, 4, 3, 3, 6, 1, 7, 4}
	_, err := w.Step(round[i%len(round)] % w.Config().Rules.Actions())
	return err
}

func clusterSubject(w *cluster.World) *subject {
	steps := 0
	return &subject{
		advance: func(n int) error {
			for range n {
				if err := stepCluster(w, steps); err != nil {
					return err
				}
				steps++
			}
			return nil
		},
		look: func() (Check, error) {
			h := fnv.New64a()
			for _, channel := range [][]float32{w.CPU(), w.Mem(), w.Priority(), w.Observation()} {
				_ = binary.Write(h, binary.LittleEndian, channel)
			}
			return Check{
				Digest: hashBytes(w.AppendBinary(nil)), Values: hex(h.Sum64()),
				Numbers: map[string]string{
					"steps": strconv.Itoa(w.Steps()), "agent": strconv.Itoa(w.AgentNode()),
					"budget": number(w.Budget()), "last_action": strconv.Itoa(w.LastAction()), "over": strconv.FormatBool(w.Over()),
				},
			}, nil
		},
	}
}

func gardenerSubject(w *gardener.World) *subject {
	return &subject{
		advance: func(n int) error {
			for range n {
				w.Step()
			}
			return nil
		},
		look: func() (Check, error) {
			h := fnv.New64a()
			for _, list := range []any{w.Dirt(), w.Energies(), w.Cells(), w.Ages()} {
				_ = binary.Write(h, binary.LittleEndian, list)
			}
			st := w.Stats()
			return Check{
				Digest: hashBytes(w.AppendBinary(nil)), Values: hex(h.Sum64()),
				Numbers: map[string]string{
					"generation": strconv.Itoa(st.Gen), "population": strconv.Itoa(w.Population()),
					"dirt": number(st.TotalEntropy), "risk": number(st.Risk), "flow": number(st.Flow),
				},
			}, nil
		},
	}
}

func kernelSubject(t *kernel.Trainer) *subject {
	return &subject{
		advance: func(n int) error {
			for i := range n {
				if !t.Step() {
					return fmt.Errorf("the run was over after %d of %d steps", i, n)
				}
			}
			return nil
		},
		look: func() (Check, error) { return LookAtKernel(t), nil },
	}
}

func hashBytes(b []byte, err error) string {
	if err != nil {
		return err.Error()
	}
	h := fnv.New64a()
	h.Write(b)
	return hex(h.Sum64())
}

// observation returns the i-th of the fixed observations: numbers from 0 to 1 by a
// generator of its own (SplitMix64), which no change of the program's can touch.
func observation(i uint64) []float32 {
	x := make([]float32, cluster.ObsNearly+1)
	state := i << 32
	for k := range x {
		state += 0x9e3779b97f4a7c15
		z := state
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		x[k] = float32((z^z>>31)>>40) / (1 << 24)
	}
	return x
}

func hex(v uint64) string { return fmt.Sprintf("%016x", v) }

func number(v float64) string {
	if math.IsNaN(v) {
		return "NaN"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
