package fit

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

// fit estimates everything of what has been read.
func (h *history) fit() (*Fit, error) {
	if err := h.usable(); err != nil {
		return nil, err
	}
	f := &Fit{Step: h.stepOf(memory), Notes: []Note{}}
	if h.timed {
		f.Span = h.lastTime - h.firstTime
	}
	m, factors, err := h.channel(memory, f.Step, &f.Memory)
	if err != nil {
		return nil, err
	}
	f.Checks = h.checkAll(m, factors, f.Step)
	for i := range h.nodes {
		if h.nodes[i].tracks[memory].count > 0 && !math.IsNaN(factors[i]) {
			f.Nodes++
		}
	}
	f.Rows, f.Columns = grid(f.Nodes)
	if n := f.Rows*f.Columns - f.Nodes; n > 0 {
		h.note(Note{Key: "grid", Values: []float64{float64(n)}})
	}
	if err := h.fitCPU(f); err != nil {
		return nil, err
	}
	h.noteRest()
	f.Values, f.Notes = h.values, append(f.Notes, h.notes...)
	if !h.timed {
		f.Step = 0
	}
	return f, f.describe()
}

// usable reports why a file says too little.
func (h *history) usable() error {
	seen := 0
	for i := range h.nodes {
		seen += h.nodes[i].tracks[memory].count
	}
	switch left := h.wrong + h.backward; {
	case seen == 0 && h.wrong > 0:
		return errors.New("nothing in it can be read as memory of a node at a time; the first that cannot is in " + h.firstWrong)
	case seen == 0:
		return errors.New("there is no memory of any node in it; " + wantColumns)
	case h.backward > h.values:
		return errors.New("time goes backward from line to line; sort it by time, the oldest first")
	case left > h.values:
		return errors.New("more than half of it cannot be read; the first that cannot is in " + h.firstWrong)
	}
	return nil
}

// channel estimates memory or CPU, and writes it to c.
func (h *history) channel(ch int, step float64, c *Channel) (*model, []float64, error) {
	factors, err := h.factors(ch)
	if err != nil {
		return nil, nil, err
	}
	list, gaps := h.changesOf(ch, factors, step)
	if all := len(list) + gaps; gaps > 0 {
		h.note(Note{Key: channelNames[ch] + "-gaps", Values: []float64{float64(gaps) / float64(all)}})
	}
	m, err := estimate(channelNames[ch], list)
	if err != nil {
		return nil, nil, err
	}
	*c = Channel{
		Drift: m.driftEstimate(), Noise: m.noiseEstimate(), Initial: h.initial(ch, factors), Changes: m.all,
		Restarts: float64(m.restarts) / float64(m.all), Jumps: float64(m.jumps) / float64(m.all),
	}
	return m, factors, nil
}

// fitCPU estimates the CPU, where it was measured.
func (h *history) fitCPU(f *Fit) error {
	if h.changes[cpu].total == 0 {
		h.note(Note{Key: "no-cpu"})
		return nil
	}
	c := new(Channel)
	m, _, err := h.channel(cpu, h.stepOf(cpu), c)
	if err != nil {
		return err
	}
	f.CPU = c
	f.Checks = append(f.Checks, m.checkCPU())
	return nil
}

// initial estimates the upper end of the uniform distribution of the nodes' first values: of
// n of them the largest falls short of it by one part in n+1 on average, and with a
// probability of 5 % by more than the interval says.
func (h *history) initial(ch int, factors []float64) Estimate {
	most, n := 0.0, 0.0
	for i := range h.nodes {
		if t := &h.nodes[i].tracks[ch]; t.count > 0 && !math.IsNaN(factors[i]) {
			most = max(most, min(1, t.first*factors[i]))
			n++
		}
	}
	return Estimate{min(1, float64(most*(n+1)/n)), most, min(1, most/root(0.05, n))}
}

// root returns the n-th root of x in (0, 1], by halving.
func root(x, n float64) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if middle := (low + high) / 2; power(middle, int(n)) < x {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

func power(x float64, n int) float64 {
	p := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			p = float64(p * x)
		}
		x = float64(x * x)
	}
	return p
}

// grid returns the sides of the grid that holds n nodes: with none more than n where they can
// be at most 1 to 2, and otherwise nearly a square.
func grid(n int) (rows, columns int) {
	side := int(math.Sqrt(float64(n)))
	for rows = side; rows > 0 && 2*rows*rows >= n; rows-- {
		if n%rows == 0 {
			return rows, n / rows
		}
	}
	return side, (n + side - 1) / side
}

// describe fills in the settings and the link.
func (f *Fit) describe() error {
	config := lab.NewConfig(cluster.Lab)
	type value struct {
		key string
		v   Estimate
	}
	values := []value{{"rows", whole(f.Rows)}, {"columns", whole(f.Columns)}, {"drift", f.Memory.Drift}, {"noise", f.Memory.Noise}, {"initial-mem", f.Memory.Initial}}
	if f.CPU != nil {
		values = append(values, value{"cpu-noise", f.CPU.Noise}, value{"initial-cpu", f.CPU.Initial})
	}
	for _, v := range values {
		text := round(v.v)
		if err := config.SetText(v.key, text); err != nil {
			return err
		}
		f.Settings = append(f.Settings, Setting{v.key, text})
	}
	f.Link = lab.Run{Config: config}.Link()
	return nil
}

func whole(n int) Estimate { return Estimate{float64(n), float64(n), float64(n)} }

// round writes an estimate with the digits that its interval supports, and one more.
func round(e Estimate) string {
	wide := (e.High - e.Low) / 2
	if wide <= 0 {
		return strconv.FormatFloat(e.Value, 'g', 6, 64)
	}
	digits := 0
	for ; digits < 9 && wide < 10; digits++ {
		wide *= 10
	}
	text := strconv.FormatFloat(e.Value, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}
