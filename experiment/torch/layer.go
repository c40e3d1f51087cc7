package torch

import (
	"fmt"
	"strings"
)

// layer is a dense layer or a convolution of a file.
type layer struct {
	name         string // without "weight" and "bias"
	weight, bias *Tensor
	in, out      int
	convolution  bool // 3×3, over 3 channels: in is 27
}

// The patch that a convolution reads, as the world observes it: rows, columns, and channels
// innermost, where PyTorch has the channels first.
const (
	side     = 3
	channels = 3
	patch    = side * side * channels
)

// layersOf returns the layers of a file in its order, and the tensors that belong to none.
func layersOf(tensors []*Tensor) (layers []*layer, rest []*Tensor) {
	var last *layer
	for _, t := range tensors {
		name, role := cutLast(t.Path)
		switch l := newLayer(name, t); {
		case role == "weight" && l != nil:
			last = l
			layers = append(layers, l)
		case role == "bias" && last != nil && last.name == name && last.bias == nil && len(t.Shape) == 1 && t.Shape[0] == last.out:
			last.bias = t
		default:
			rest = append(rest, t)
		}
	}
	return layers, rest
}

func cutLast(path string) (name, role string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}

// newLayer returns the layer of a weight, nil for a shape that none has.
func newLayer(name string, t *Tensor) *layer {
	s := t.Shape
	switch {
	case len(s) == 2:
		return &layer{name: name, weight: t, in: s[1], out: s[0]}
	case len(s) == 4 && s[1] == channels && s[2] == side && s[3] == side:
		return &layer{name: name, weight: t, in: patch, out: s[0], convolution: true}
	}
	return nil
}

// String names the layer with its shape.
func (l *layer) String() string {
	kind := "dense"
	if l.convolution {
		kind = "convolution"
	}
	return fmt.Sprintf("%s (%s, %d to %d)", l.name, kind, l.in, l.out)
}

// isTarget reports whether a layer is of a copy that lags behind the network that learns.
func (l *layer) isTarget() bool { return strings.Contains(strings.ToLower(l.name), "target") }

// values returns weights as this project has them, [in, out] and row-major, and biases; those of
// a layer without any are 0.
func (l *layer) values() (weights, biases []float32, err error) {
	w, err := l.weight.Values()
	if err != nil {
		return nil, nil, err
	}
	weights = make([]float32, len(w))
	for out := range l.out {
		for in := range l.in {
			weights[l.place(in)*l.out+out] = w[out*l.in+in]
		}
	}
	if l.bias == nil {
		return weights, make([]float32, l.out), nil
	}
	biases, err = l.bias.Values()
	return weights, biases, err
}

// place returns which input of ours an input of PyTorch's is.
func (l *layer) place(in int) int {
	if !l.convolution {
		return in
	}
	channel, cell := in/(side*side), in%(side*side)
	return cell*channels + channel
}
