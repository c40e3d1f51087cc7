package gardener

import (
	"math"

	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/rng"
)

// Shape of a brain. The last row and column of the convolution are dropped by
// the 2×2 pooling, so the last row and column of the view have no influence
// and only 4×4 of the 5×5 outputs are computed.
const (
	View   = 7        // cells a creature sees in each direction, side of its view
	reach  = View / 2 // cells it sees beyond its own
	patch  = View - 1 // side of the part of the view that matters
	kernel = 3        // side of a filter
	taps   = kernel * kernel

	Filters  = 8
	pooled   = 2 // side of a pooled map
	spots    = pooled * pooled
	members  = 4 // outputs one pooling window takes the maximum of
	features = Filters * spots
	Hidden   = 16
	gates    = 4 * Hidden
	inputs   = features + Hidden
	logits   = 8 // Actions, padded with zero columns to a whole vector
)

// Where the parts of a brain lie in its block of weights. Matrices are stored
// input-major, so that one input's weights to all outputs are side by side and
// a vector unit works on many outputs at once. Features come window by window
// (the reference: filter by filter), which only reorders rows of atGates.
const (
	atFilters = 0                                     // [taps][Filters]
	atFilterB = atFilters + taps*Filters              // [Filters]
	atGates   = atFilterB + Filters                   // [features + Hidden][gates]
	atGateB   = atGates + inputs*gates                // [gates], with the features
	atGateB2  = atGateB + gates                       // [gates], with the hidden state
	atPolicy  = atGateB2 + gates                      // [Hidden][logits]
	atPolicyB = atPolicy + Hidden*logits              // [logits]
	weights   = atPolicyB + logits                    // numbers in use
	stride    = (weights + 31) / 32 * 32              // a block is whole cache lines
	genome    = weights - (Hidden+1)*(logits-Actions) // numbers without padding
)

// brains keeps the weights and the state of every creature in flat arrays,
// indexed by slot. A slot is free again when its creature is gone.
type brains struct {
	weights []float32 // slots × stride
	hidden  []float32 // slots × Hidden: output of the LSTM
	cell    []float32 // slots × Hidden: its memory
	logits  []float32 // slots × logits: what the policy said last
	free    []int32   // slots without a creature, the next one last
	noise   []float64 // scratch for one brain's worth of random numbers
	scratch scratch
}

// scratch holds one brain's intermediate values.
type scratch struct {
	view   [patch * patch]float32
	column [members * spots * taps]float32    // the view, once per output
	conv   [members * spots * Filters]float32 // filter outputs
	input  [inputs]float32                    // features, then hidden state
	bias   [gates]float32
	gate   [gates]float32
}

func (b *brains) reset() {
	b.free = b.free[:0]
	for s := len(b.hidden)/Hidden - 1; s >= 0; s-- {
		b.free = append(b.free, int32(s))
	}
}

// acquire returns a slot with fresh state. It allocates only when there are
// more creatures than ever before, and then doubles the room.
func (b *brains) acquire() int32 {
	if len(b.free) == 0 {
		b.extend(max(64, len(b.hidden)/Hidden))
	}
	s := b.free[len(b.free)-1]
	b.free = b.free[:len(b.free)-1]
	clear(b.hidden[int(s)*Hidden:][:Hidden])
	clear(b.cell[int(s)*Hidden:][:Hidden])
	clear(b.logits[int(s)*logits:][:logits])
	return s
}

// extend adds n free slots.
func (b *brains) extend(n int) {
	old := len(b.hidden) / Hidden
	b.weights = append(b.weights, make([]float32, n*stride)...)
	b.hidden = append(b.hidden, make([]float32, n*Hidden)...)
	b.cell = append(b.cell, make([]float32, n*Hidden)...)
	b.logits = append(b.logits, make([]float32, n*logits)...)
	for s := old + n - 1; s >= old; s-- {
		b.free = append(b.free, int32(s))
	}
}

func (b *brains) release(s int32) { b.free = append(b.free, s) }

func (b *brains) weightsOf(s int32) []float32 {
	return b.weights[int(s)*stride:][:stride:stride]
}

// part is one tensor of a brain: its place, its shape as rows × columns of
// which only used columns hold numbers, and the scales of its random values.
type part struct {
	at, rows, columns, used int
	initial                 float64 // uniform in ±initial, PyTorch's default
	mutation                float64 // normal noise, times MutationRate
}

// parts lists the tensors. The mutation scale is 1/sqrt(first dimension of the
// reference's tensor), and 1 for a bias (specification, step 7).
var parts = [...]part{
	{atFilters, taps, Filters, Filters, 1.0 / 3, 1 / math.Sqrt(Filters)},
	{atFilterB, 1, Filters, Filters, 1.0 / 3, 1},
	{atGates, inputs, gates, gates, 0.25, 1.0 / 8},
	{atGateB, 1, gates, gates, 0.25, 1},
	{atGateB2, 1, gates, gates, 0.25, 1},
	{atPolicy, Hidden, logits, Actions, 0.25, 1 / math.Sqrt(Actions)},
	{atPolicyB, 1, logits, Actions, 0.25, 1},
}

// draws returns one number of scratch per number of a brain.
func (b *brains) draws() []float64 {
	if b.noise == nil {
		b.noise = make([]float64, genome)
	}
	return b.noise
}

// randomize fills a slot with a newborn's random weights.
func (b *brains) randomize(s int32, r *rng.Source) {
	u := b.draws()
	r.FillFloat64(u)
	block := b.weightsOf(s)
	clear(block)
	for _, p := range parts {
		for row := range p.rows {
			line := block[p.at+row*p.columns:][:p.used]
			for i := range line {
				line[i] = float32(p.initial * (float64(2*u[i]) - 1))
			}
			u = u[p.used:]
		}
	}
}

// inherit fills a slot with a mutated copy of a parent's weights.
func (b *brains) inherit(s int32, parent []float32, rate float64, r *rng.Source) {
	z := b.draws()
	r.FillNormal(z)
	block := b.weightsOf(s)
	copy(block, parent)
	for _, p := range parts {
		scale := rate * p.mutation
		for row := range p.rows {
			line := block[p.at+row*p.columns:][:p.used]
			for i := range line {
				line[i] += float32(scale * z[i])
			}
			z = z[p.used:]
		}
	}
}

// think lets the brains of the listed creatures choose their actions.
func (w *World) think(list []int32) {
	b := &w.brains
	for _, i := range list {
		w.see(int(i), &b.scratch.view)
		w.action[i] = b.forward(w.slot[i])
	}
}

// see copies the part of creature i's view that matters to v.
func (w *World) see(i int, v *[patch * patch]float32) {
	size := w.cfg.Size
	row, col := int(w.cell[i])/size, int(w.cell[i])%size
	at := w.wrap[col : col+patch]
	for y := range patch {
		line := w.dirt[int(w.wrap[row+y])*size:][:size]
		for x, c := range at {
			v[y*patch+x] = float32(line[c])
		}
	}
}

// forward runs the brain of a slot on the view in scratch.
func (b *brains) forward(s int32) Action {
	k := &b.scratch
	block := b.weightsOf(s)
	hidden, cell := b.hidden[int(s)*Hidden:][:Hidden], b.cell[int(s)*Hidden:][:Hidden]
	k.unfold()
	affine(k.conv[:], block[atFilterB:atGates], k.column[:], block[atFilters:atFilterB])
	k.pool()
	copy(k.input[features:], hidden)
	for i := range k.bias {
		k.bias[i] = block[atGateB+i] + block[atGateB2+i]
	}
	affine(k.gate[:], k.bias[:], k.input[:], block[atGates:atGateB])
	k.remember(hidden, cell)
	out := b.logits[int(s)*logits:][:logits]
	affine(out, block[atPolicyB:weights], hidden, block[atPolicy:atPolicyB])
	best := 0
	for a := 1; a < Actions; a++ {
		if out[a] > out[best] {
			best = a
		}
	}
	return Action(best)
}

// unfold writes, for every filter output that matters, the cells its filter
// covers. The four outputs that share a pooling window lie spots apart.
func (k *scratch) unfold() {
	at := 0
	for m := range members {
		for s := range spots {
			y, x := s/pooled*2+m/2, s%pooled*2+m%2
			for dy := range kernel {
				src := k.view[(y+dy)*patch+x:][:kernel]
				dst := k.column[at:][:kernel]
				dst[0], dst[1], dst[2] = src[0], src[1], src[2]
				at += kernel
			}
		}
	}
}

// pool takes the maximum of each window's four outputs and zero (the ReLU).
func (k *scratch) pool() {
	a, b := k.conv[:features], k.conv[features:][:features]
	c, d := k.conv[2*features:][:features], k.conv[3*features:][:features]
	for i := range a {
		k.input[i] = max(a[i], b[i], c[i], d[i], 0)
	}
}

// remember applies the LSTM's gates (input, forget, cell, output).
func (k *scratch) remember(hidden, cell []float32) {
	g := &k.gate
	for i := range Hidden {
		in, forget := exact.Sigmoid32(g[i]), exact.Sigmoid32(g[Hidden+i])
		c := float32(forget*cell[i]) + float32(in*exact.Tanh32(g[2*Hidden+i]))
		cell[i] = c
		hidden[i] = float32(exact.Sigmoid32(g[3*Hidden+i]) * exact.Tanh32(c))
	}
}
