package gardener

import (
	"math"

	"github.com/resonetics/playground/core/nn"
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
	inputs   = features + Hidden + 1
	logits   = 8 // Actions, padded with zero columns to a whole vector
)

// Where the parts of a brain lie in its block of weights: each layer's matrix,
// then its bias, as package nn lays out a dense layer. Matrices are
// input-major. Features come window by window (the reference: filter by filter),
// which only reorders rows of atGates, and the LSTM's second bias is a row of
// weights to an input that is always 1.
const (
	atFilters = 0                                     // [taps][Filters]
	atFilterB = atFilters + taps*Filters              // [Filters]
	atGates   = atFilterB + Filters                   // [features + Hidden][gates]
	atGateB2  = atGates + (inputs-1)*gates            // [gates], the bias of the hidden state
	atGateB   = atGates + inputs*gates                // [gates], the bias of the features
	atPolicy  = atGateB + gates                       // [Hidden][logits]
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

	filter, gate, policy *nn.Net // the layers, without weights of their own
}

func (b *brains) build() {
	b.filter = nn.New(taps, members*spots, nn.Dense(Filters))
	b.gate = nn.New(inputs, 1, nn.Dense(gates))
	b.policy = nn.New(Hidden, 1, nn.Dense(logits))
	b.noise = make([]float64, genome)
	b.scratch.input[inputs-1] = 1
}

// scratch holds one brain's intermediate values.
type scratch struct {
	view   [patch * patch]float32
	column [members * spots * taps]float32    // the view, once per output
	conv   [members * spots * Filters]float32 // filter outputs
	input  [inputs]float32                    // features, hidden state, 1
	gate   [gates]float32
}

func (b *brains) reset() {
	b.free = b.free[:0]
	b.offer(0)
}

// offer frees the slots from the given one on, the first of them to be taken first.
func (b *brains) offer(from int) {
	for s := len(b.hidden)/Hidden - 1; s >= from; s-- {
		b.free = append(b.free, int32(s))
	}
}

// acquire returns a slot with fresh state. It allocates only when there are
// more creatures than ever before, and then doubles the room.
func (b *brains) acquire() int32 {
	if len(b.free) == 0 {
		old := len(b.hidden) / Hidden
		n := max(64, old)
		b.weights = append(b.weights, make([]float32, n*stride)...)
		b.hidden = append(b.hidden, make([]float32, n*Hidden)...)
		b.cell = append(b.cell, make([]float32, n*Hidden)...)
		b.logits = append(b.logits, make([]float32, n*logits)...)
		b.offer(old)
	}
	s := b.free[len(b.free)-1]
	b.free = b.free[:len(b.free)-1]
	clear(b.hidden[int(s)*Hidden:][:Hidden])
	clear(b.cell[int(s)*Hidden:][:Hidden])
	clear(b.logits[int(s)*logits:][:logits])
	return s
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
	{atGates, inputs - 1, gates, gates, 0.25, 1.0 / 8},
	{atGateB2, 1, gates, gates, 0.25, 1},
	{atGateB, 1, gates, gates, 0.25, 1},
	{atPolicy, Hidden, logits, Actions, 0.25, 1 / math.Sqrt(Actions)},
	{atPolicyB, 1, logits, Actions, 0.25, 1},
}

// randomize fills a slot with a newborn's random weights.
func (b *brains) randomize(s int32, r *rng.Source) {
	u := b.noise
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
	b.mutate(s, parent, r, func(p *part) float64 { return rate * p.mutation })
}

// jolt fills a slot with a strongly mutated copy of a parent's weights: every
// second tensor, by chance, with noise of rate times its initial range.
func (b *brains) jolt(s int32, parent []float32, rate float64, r *rng.Source) {
	b.mutate(s, parent, r, func(p *part) float64 { return rate * p.initial * float64(r.Intn(2)) })
}

// mutate fills a slot with a copy of a parent's weights and normal noise, which scale
// gives per tensor.
func (b *brains) mutate(s int32, parent []float32, r *rng.Source, scale func(*part) float64) {
	z := b.noise
	r.FillNormal(z)
	block := b.weightsOf(s)
	copy(block, parent)
	for i := range parts {
		p := &parts[i]
		by := scale(p)
		for row := range p.rows {
			line := block[p.at+row*p.columns:][:p.used]
			for i := range line {
				line[i] += float32(by * z[i])
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
	at := (*[patch]int32)(w.wrap[col:])
	inside := col >= reach && col+reach < size
	for y := range patch {
		line := w.dirt[int(w.wrap[row+y])*size:][:size]
		dst := (*[patch]float32)(v[y*patch:])
		if inside {
			src := (*[patch]float64)(line[col-reach:])
			dst[0], dst[1], dst[2] = float32(src[0]), float32(src[1]), float32(src[2])
			dst[3], dst[4], dst[5] = float32(src[3]), float32(src[4]), float32(src[5])
			continue
		}
		for x, c := range at {
			dst[x] = float32(line[c])
		}
	}
}

// forward runs the brain of a slot on the view in scratch.
func (b *brains) forward(s int32) Action {
	k := &b.scratch
	block := b.weightsOf(s)
	hidden, cell := b.hidden[int(s)*Hidden:][:Hidden], b.cell[int(s)*Hidden:][:Hidden]
	k.unfold()
	b.layer(b.filter, block[atFilters:atGates], k.conv[:], k.column[:])
	k.pool()
	copy(k.input[features:], hidden)
	b.layer(b.gate, block[atGates:atPolicy], k.gate[:], k.input[:])
	k.remember(hidden, cell)
	out := b.logits[int(s)*logits:][:logits]
	b.layer(b.policy, block[atPolicy:weights], out, hidden)
	best := 0
	for a := 1; a < Actions; a++ {
		if out[a] > out[best] {
			best = a
		}
	}
	return Action(best)
}

// layer evaluates a dense layer with one creature's weights.
func (b *brains) layer(net *nn.Net, params, y, x []float32) {
	net.Params = params
	net.Forward(y, x)
}

// corners holds where in the patch each filter output that matters begins. The
// four outputs that share a pooling window lie spots apart.
var corners = func() (c [members * spots]int) {
	for i := range c {
		m, s := i/spots, i%spots
		c[i] = (s/pooled*2+m/2)*patch + s%pooled*2 + m%2
	}
	return c
}()

// unfold writes, for every filter output, the cells its filter covers.
func (k *scratch) unfold() {
	const covered = (kernel-1)*patch + kernel
	for i, at := range corners {
		src, dst := (*[covered]float32)(k.view[at:]), (*[taps]float32)(k.column[i*taps:])
		dst[0], dst[1], dst[2] = src[0], src[1], src[2]
		dst[3], dst[4], dst[5] = src[patch], src[patch+1], src[patch+2]
		dst[6], dst[7], dst[8] = src[2*patch], src[2*patch+1], src[2*patch+2]
	}
}

// pool takes the maximum of each window's four outputs and zero (the ReLU). Of
// floats that are not negative the bits compare like integers; see [exact.Unit].
func (k *scratch) pool() {
	a, b := k.conv[:features], k.conv[features:][:features]
	c, d := k.conv[2*features:][:features], k.conv[3*features:][:features]
	for i := 0; i < features; i += 4 {
		a, b := (*[4]float32)(a[i:]), (*[4]float32)(b[i:])
		c, d := (*[4]float32)(c[i:]), (*[4]float32)(d[i:])
		y := (*[4]float32)(k.input[i:])
		y[0], y[1] = top(a[0], b[0], c[0], d[0]), top(a[1], b[1], c[1], d[1])
		y[2], y[3] = top(a[2], b[2], c[2], d[2]), top(a[3], b[3], c[3], d[3])
	}
}

func top(a, b, c, d float32) float32 {
	return math.Float32frombits(uint32(max(int32(math.Float32bits(a)), int32(math.Float32bits(b)),
		int32(math.Float32bits(c)), int32(math.Float32bits(d)), 0)))
}

// remember applies the LSTM's gates (input, forget, cell, output). With
// sigmoid(x) = (1 + tanh(x/2)) / 2 all of them are tanh: of one half, for which
// the cell's, which is no sigmoid, is doubled first.
func (k *scratch) remember(hidden, cell []float32) {
	g := &k.gate
	for i := range Hidden {
		g[2*Hidden+i] *= 2
	}
	nn.TanhApprox(g[:], 0.5)
	hidden, cell = hidden[:Hidden], cell[:Hidden]
	for i := range Hidden {
		in, forget := float32(0.5*g[i])+0.5, float32(0.5*g[Hidden+i])+0.5
		cell[i] = float32(forget*cell[i]) + float32(in*g[2*Hidden+i])
	}
	copy(hidden, cell)
	nn.TanhApprox(hidden, 1)
	for i := range Hidden {
		hidden[i] *= float32(0.5*g[3*Hidden+i]) + 0.5
	}
}
