package nn

import "strconv"

// builder hands out parameters and buffers while a Net is being built.
type builder struct {
	prefix  string
	rows    int
	size    int // parameters so far
	largest int // elements of the largest weight matrix
	widest  int // rows of the tallest weight matrix
	tensors []Tensor
}

// tensor reserves a parameter tensor and returns its offset.
func (b *builder) tensor(role string, shape ...int) int {
	t := Tensor{b.prefix + role, b.size, shape}
	b.tensors = append(b.tensors, t)
	b.size += t.Len()
	if len(shape) > 1 {
		b.largest = max(b.largest, t.Len())
		b.widest = max(b.widest, shape[0])
	}
	return t.Offset
}

// keeper marks the layers that need their own output for their gradient. Those that
// may work in place overwrite the output of the layer before unless that one is a keeper.
type keeper interface{ keepsOutput() (inPlace bool) }

// step is a layer with the memory it writes to.
type step struct {
	layer
	width   int
	inPlace bool
	y, dy   matrix // output and its gradient; empty in the last slot of a stack
}

// stack runs layers one after the other. The last one writes to the memory that
// the caller of forward gives.
type stack struct {
	steps   []step
	in, out int
}

func (b *builder) stack(in int, specs []Spec) *stack {
	s := &stack{in: in, out: in}
	prefix := b.prefix
	kept := true // what enters the first layer is not ours to overwrite
	for i, spec := range specs {
		b.prefix = prefix + strconv.Itoa(i) + "."
		l, out := spec(b, s.out)
		k, keeps := l.(keeper)
		s.steps = append(s.steps, step{layer: l, width: out, inPlace: !kept && keeps && k.keepsOutput()})
		kept, s.out = keeps, out
	}
	b.prefix = prefix
	s.allocate(b.rows)
	return s
}

// allocate gives every step its memory; a step in place shares that of the step
// before.
func (s *stack) allocate(rows int) {
	buffer := func(width int) matrix { return matrix{make([]float32, rows*width), width} }
	for i := range s.steps {
		t := &s.steps[i]
		last := s.final(i)
		switch {
		case t.inPlace:
			if last {
				s.steps[i-1].dy = buffer(t.width)
			}
			t.y, t.dy = s.steps[i-1].y, s.steps[i-1].dy
		case last:
		default:
			t.y, t.dy = buffer(t.width), buffer(t.width)
		}
	}
}

// final reports whether step i writes to the caller's memory: it is the last one,
// or only a step in place follows.
func (s *stack) final(i int) bool {
	return i == len(s.steps)-1 || i == len(s.steps)-2 && s.steps[i+1].inPlace
}

func (s *stack) forward(n *Net, y, x matrix, rows int) {
	if len(s.steps) == 0 {
		copyRows(y, x, s.in, rows)
	}
	for i := range s.steps {
		t := &s.steps[i]
		out := t.y
		if s.final(i) {
			out = y
		}
		t.forward(n, out, x, rows)
		x = out
	}
}

func (s *stack) backward(n *Net, dx, dy, y, x matrix, rows int) {
	if len(s.steps) == 0 && dx.data != nil {
		copyRows(dx, dy, s.in, rows)
	}
	for i := len(s.steps) - 1; i >= 0; i-- {
		t := &s.steps[i]
		out := t.y
		if s.final(i) {
			out = y
		}
		in, din := x, dx
		if i > 0 {
			in, din = s.steps[i-1].y, s.steps[i-1].dy
			if s.final(i - 1) {
				in = y
			}
		}
		t.backward(n, din, dy, out, in, rows)
		dy = din
	}
}

// copyRows copies rows by a product without terms, which leaves its init. Rows that
// only pass through are short, and in a browser Go's copy takes as long for one number
// as for thirty.
func copyRows(dst, src matrix, width, rows int) {
	multiply(&product{c: dst, init: src, m: rows, n: width})
}
