package nn

import "fmt"

// branch sends the first columns one way and the others another, and joins the
// results. The strides of products make the split and the join free.
type branch struct{ left, right *stack }

func (*branch) keepsOutput() (inPlace bool) { return false } // its last layers may be keepers

// Branch gives the first split values of each row to the left layers and the
// others to the right ones, and joins their outputs, left first. No layers
// means pass through.
func Branch(split int, left, right []Spec) Spec {
	return func(b *builder, in int) (layer, int) {
		if split < 1 || split >= in {
			panic(fmt.Sprintf("nn: Branch(%d) of %d inputs leaves one side empty", split, in))
		}
		prefix := b.prefix
		b.prefix = prefix + "left."
		l := b.stack(split, left)
		b.prefix = prefix + "right."
		r := b.stack(in-split, right)
		b.prefix = prefix
		return &branch{l, r}, l.out + r.out
	}
}

func (s *branch) forward(n *Net, y, x matrix, rows int) {
	s.left.forward(n, y, x, rows)
	s.right.forward(n, y.from(s.left.out), x.from(s.left.in), rows)
}

func (s *branch) backward(n *Net, dx, dy, y, x matrix, rows int) {
	right := matrix{}
	if dx.data != nil {
		right = dx.from(s.left.in)
	}
	s.left.backward(n, dx, dy, y, x, rows)
	s.right.backward(n, right, dy.from(s.left.out), y.from(s.left.out), x.from(s.left.in), rows)
}
