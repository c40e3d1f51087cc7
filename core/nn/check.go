package nn

import (
	"fmt"
	"sort"
)

// CheckUpdate returns an error that names what is not finite, the loss or a gradient, so
// that a learner can stop before it touches a weight. norm is Norm(n.Grads).
func (n *Net) CheckUpdate(loss float64, norm float32) error {
	if loss-loss != 0 {
		return fmt.Errorf("the loss is %v", loss)
	}
	if norm-norm == 0 {
		return nil
	}
	i := FirstNonFinite(n.Grads)
	if i < 0 { // only the sum of squares is larger than a float32 can be
		return nil
	}
	t := sort.Search(len(n.tensors), func(j int) bool { return n.tensors[j].Offset > i }) - 1
	return fmt.Errorf("the gradient of %s is %v", n.tensors[t].Name, n.Grads[i])
}
