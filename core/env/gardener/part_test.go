package gardener

import "testing"

func BenchmarkPart(b *testing.B) {
	w := crowded(b, 60, 80)
	for range 100 {
		w.Step()
	}
	n := make([]float64, 3600)
	b.Run("uniform", func(b *testing.B) {
		for b.Loop() {
			w.growth.FillFloat64(n)
		}
	})
	b.Run("grow", func(b *testing.B) {
		for b.Loop() {
			grow(w.dirt, n, 1e-9)
		}
	})
	b.Run("normal", func(b *testing.B) {
		for b.Loop() {
			w.tremor.FillNormal(n)
		}
	})
	b.Run("count", func(b *testing.B) {
		var s census
		for b.Loop() {
			s.count(w.dirt, n, 0.02, 0.8)
		}
	})
	b.Run("act", func(b *testing.B) {
		for b.Loop() {
			w.triage()
			w.ripen()
		}
	})
	b.Run("see", func(b *testing.B) {
		for b.Loop() {
			w.see(3, &w.brains.scratch.view)
		}
	})
	k := &w.brains.scratch
	block := w.brains.weightsOf(w.slot[0])
	b.Run("unfold", func(b *testing.B) {
		for b.Loop() {
			k.unfold()
		}
	})
	b.Run("conv", func(b *testing.B) {
		for b.Loop() {
			w.brains.layer(w.brains.filter, block[atFilters:atGates], k.conv[:], k.column[:])
		}
	})
	b.Run("pool", func(b *testing.B) {
		for b.Loop() {
			k.pool()
		}
	})
	b.Run("gates", func(b *testing.B) {
		for b.Loop() {
			w.brains.layer(w.brains.gate, block[atGates:atPolicy], k.gate[:], k.input[:])
		}
	})
	h, c := make([]float32, 16), make([]float32, 16)
	b.Run("remember", func(b *testing.B) {
		for b.Loop() {
			k.remember(h, c)
		}
	})
	b.Run("inherit", func(b *testing.B) {
		for b.Loop() {
			w.brains.inherit(1, block, 0.02, w.genes)
		}
	})
}
