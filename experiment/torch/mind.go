package torch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/safetensors"
)

// Mind is what a file became.
type Mind struct {
	Checkpoint []byte   `json:"-"`                 // as every door of the playground loads it
	Pilot      []string `json:"pilot,omitempty"`   // the layers that were taken, in their order
	Target     []string `json:"target,omitempty"`  // those of the target network; none: it is the Pilot's
	Prophet    []string `json:"prophet,omitempty"` // of the Prophet
	OneHead    bool     `json:"one_head"`          // the Prophet forecast failures alone; its near misses are the same
	Left       []string `json:"left"`              // what fits nowhere, and why
}

// Import makes a mind of the layers whose shapes fit: a Pilot (a convolution or dense layer
// over the 3×3 patch, joined with the other values, or a dense layer over all, then two more
// of one width, up to the actions) and a Prophet (5, 6, 7 or 14 values, one hidden layer, one
// or two outputs), in the world of rules v5.1 with the given numbers. Between layers there is
// ReLU, which a state dict does not say. The error says what was there in place of both.
func Import(tensors []*Tensor, world cluster.Config) (*Mind, error) {
	layers, rest := layersOf(tensors)
	c := train.Default(world)
	pilot, target := findPilots(layers, &c)
	prophet := findProphet(layers, &c)
	if pilot == nil && prophet == nil {
		return nil, nothingFits(layers, &c)
	}
	if prophet == nil {
		c.Forecast, c.Guidance = false, train.None
	}
	m := &Mind{Pilot: names(pilot), Target: names(target), Prophet: names(prophet), Left: []string{}}
	taken := slices.Concat(pilot, target, prophet)
	for _, l := range layers {
		if !slices.Contains(taken, l) {
			m.Left = append(m.Left, l.String()+": "+misfit(l, &c))
		}
	}
	m.leave(rest)
	learner, err := train.NewLearner(c)
	if err != nil {
		return nil, err
	}
	w := &writer{values: make(map[string][]float32)}
	for _, network := range []string{"pilot.online.", "pilot.target.", "pilot.average."} {
		source := pilot
		if network == "pilot.target." && target != nil {
			source = target
		}
		w.network(network, pilotPlaces(c.Pilot.Filters), source)
	}
	m.OneHead = prophet != nil && prophet[1].out == 1
	w.network("prophet.weights.", []string{"0.", "2."}, prophet)
	if w.err != nil {
		return nil, w.err
	}
	m.Checkpoint, err = w.checkpoint(learner.Append(nil, 0))
	return m, err
}

// leave notes the tensors that belong to no layer, those of one parent together.
func (m *Mind) leave(rest []*Tensor) {
	counts := make(map[string]int)
	var parents []string
	for _, t := range rest {
		parent, _, _ := strings.Cut(t.Path, ".")
		if counts[parent]++; counts[parent] == 1 {
			parents = append(parents, parent)
		}
	}
	for _, p := range parents {
		what := "1 tensor"
		if counts[p] > 1 {
			what = fmt.Sprintf("%d tensors", counts[p])
		}
		m.Left = append(m.Left, fmt.Sprintf("%s (%s): no weight or bias of a dense layer or a 3×3 convolution", p, what))
	}
}

func names(layers []*layer) []string {
	var list []string
	for _, l := range layers {
		list = append(list, l.String())
	}
	return list
}

// pilotPlaces are the names of a Pilot's layers.
func pilotPlaces(filters int) []string {
	if filters == 0 {
		return []string{"0.", "2.", "4."}
	}
	return []string{"0.left.0.", "1.", "3.", "5."}
}

// findPilots finds layers that follow each other as a Pilot's do, and those of a target network
// of the same shapes. c is given their sizes.
func findPilots(layers []*layer, c *train.Config) (pilot, target []*layer) {
	for i := range layers {
		list := pilotAt(layers[i:], c)
		switch {
		case list == nil:
		case list[0].isTarget():
			if target == nil {
				target = list
			}
		case pilot == nil:
			pilot = list
		}
	}
	if pilot == nil {
		pilot, target = target, nil
	}
	if pilot == nil {
		return nil, nil
	}
	c.Pilot.Filters, c.Pilot.Width = 0, pilot[0].out
	if len(pilot) == 4 {
		c.Pilot.Filters, c.Pilot.Width = pilot[0].out, pilot[1].out
	}
	if target != nil && !slices.Equal(shapes(target), shapes(pilot)) {
		target = nil
	}
	return pilot, target
}

func shapes(layers []*layer) []int {
	var list []int
	for _, l := range layers {
		list = append(list, l.in, l.out)
	}
	return list
}

// pilotAt returns the layers of a Pilot that begins there; nil where none does.
func pilotAt(layers []*layer, c *train.Config) []*layer {
	inputs, n := c.Pilot.Inputs, 3
	if len(layers) > 0 && layers[0].in == patch {
		n = 4
	}
	if len(layers) < n {
		return nil
	}
	list := layers[:n]
	if n == 4 {
		inputs += list[0].out - patch
	}
	dense := list[n-3:]
	width := dense[0].out
	fits := dense[0].in == inputs && !dense[0].convolution && dense[1].in == width && dense[1].out == width && dense[2].in == width && dense[2].out == c.Pilot.Actions
	trial := c.Pilot
	trial.Filters, trial.Width = max(0, (n-3)*list[0].out), width
	if !fits || trial.Validate() != nil {
		return nil
	}
	return list
}

// findProphet finds two layers that follow each other as a Prophet's do. c is given their
// sizes.
func findProphet(layers []*layer, c *train.Config) []*layer {
	for i := 1; i < len(layers); i++ {
		first, last := layers[i-1], layers[i]
		if last.in != first.out || last.out > 2 || last.out < 1 || first.convolution || last.convolution {
			continue
		}
		if p, is := prophetOf(first.in, first.out); is {
			c.Prophet.Inputs, c.Prophet.Hidden = p.Inputs, p.Hidden
			return layers[i-1 : i+1]
		}
	}
	return nil
}

// prophetOf returns the configuration of a Prophet with that number of inputs and hidden units.
func prophetOf(inputs, hidden int) (prophet.Config, bool) {
	c := prophet.Default()
	c.Hidden, c.Capacity = hidden, 100
	for c.Inputs = prophet.Statistics; c.Inputs <= prophet.Grid; c.Inputs++ {
		if p, err := prophet.New(c, 0); err == nil && p.Inputs() == inputs {
			return c, true
		}
	}
	return c, false
}

// misfit says why a layer was left.
func misfit(l *layer, c *train.Config) string {
	switch {
	case l.isTarget():
		return "a second copy of a network"
	case l.in == c.Pilot.Inputs-5 && l.out == c.Pilot.Width:
		return "it reads the 30 values of rules v4.5 and v4.6, want the 35 of v5.1"
	}
	return fmt.Sprintf("it does not stand in a row of layers from %d values to %d actions, or from 5 to 1 or 2 forecasts", c.Pilot.Inputs, c.Pilot.Actions)
}

// nothingFits says what a file holds that makes no mind.
func nothingFits(layers []*layer, c *train.Config) error {
	if len(layers) == 0 {
		return errors.New("the file holds no layer: no tensor is a weight with two sizes, or that of a 3×3 convolution over 3 channels")
	}
	const most = 6
	list := names(layers)
	if len(list) > most {
		list = append(list[:most], "…")
	}
	return fmt.Errorf("the layers fit neither a Pilot nor a Prophet: %s; want a row of layers from the %d values of rules v5.1 to %d actions with two hidden layers of one width, or from 5, 6, 7 or 14 values over one hidden layer to 1 or 2 forecasts",
		strings.Join(list, ", "), c.Pilot.Inputs, c.Pilot.Actions)
}

// writer holds the values that take the place of a newborn mind's.
type writer struct {
	values map[string][]float32
	err    error
}

// network gives the layers of a network their values. A Prophet's single output stands for both.
func (w *writer) network(name string, places []string, layers []*layer) {
	for i, l := range layers {
		weights, biases, err := l.values()
		if err != nil {
			w.err = errors.Join(w.err, err)
			return
		}
		if l.out == 1 {
			weights, biases = twice(weights), twice(biases)
		}
		w.values[name+places[i]+"weight"], w.values[name+places[i]+"bias"] = weights, biases
	}
}

func twice(v []float32) []float32 {
	list := make([]float32, 0, 2*len(v))
	for _, x := range v {
		list = append(list, x, x)
	}
	return list
}

// checkpoint returns a newborn mind's file with the values in their places, as it is when it
// has been loaded.
func (w *writer) checkpoint(newborn []byte) ([]byte, error) {
	f, err := safetensors.Parse(newborn)
	if err != nil {
		return nil, err
	}
	var out safetensors.Writer
	for _, e := range f.Metadata {
		if e.Key != "checksum" {
			out.Text(e.Key, e.Value)
		}
	}
	placed := 0
	for _, t := range f.Tensors {
		if values, is := w.values[t.Name]; is {
			if 4*len(values) != len(t.Data) {
				return nil, fmt.Errorf("tensor %s has %d values, want %d", t.Name, len(values), len(t.Data)/4)
			}
			for i, v := range values {
				binary.LittleEndian.PutUint32(t.Data[4*i:], math.Float32bits(v))
			}
			placed++
		}
		out.Tensor(t)
	}
	if placed != len(w.values) {
		return nil, fmt.Errorf("%d of %d tensors have a place in a mind", placed, len(w.values))
	}
	out.Seal()
	b := out.Append(nil)
	_, err = train.LoadLearner(b)
	return b, err
}
