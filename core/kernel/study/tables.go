package study

import (
	"fmt"

	"github.com/resonetics/playground/core/kernel"
)

// family is plain Adam at every rate under one setting of the loss.
type family struct {
	name       string
	kernel     bool
	clip       bool
	candidates []Variant
}

// unclipped is a gradient norm that is never reached.
const unclipped = 1000

func adamFamilies() []family {
	all := []family{
		{name: "Adam, kernel", kernel: true, clip: true},
		{name: "Adam, no kernel", clip: true},
		{name: "Adam, kernel, no clipping", kernel: true},
		{name: "Adam, no kernel, no clipping"},
	}
	for i := range all {
		f := &all[i]
		for _, rate := range Rates {
			c := kernel.DefaultConfig(kernel.Adam)
			c.BaseRate, c.Without.Kernel = rate, !f.kernel
			if !f.clip {
				c.Clip = unclipped
			}
			f.candidates = append(f.candidates, Variant{fmt.Sprintf("%s, rate %g", f.name, rate), c})
		}
	}
	return all
}

// best returns the row with the smallest mean reality gap.
func best(rows []Row) Row {
	b := rows[0]
	for _, r := range rows[1:] {
		if r.Gap.Mean < b.Gap.Mean {
			b = r
		}
	}
	return b
}

// Compare measures the strategies. The first rows are plain Adam at every fixed
// rate, with and without the kernel, with and without the worker's gradient
// clipping; then come the reference and Prophet, each paired with the best rate
// of every group of Adam. The best is chosen on the very seeds it is reported
// on, which favors Adam.
func Compare(o Options) ([]Row, error) {
	var variants []Variant
	families := adamFamilies()
	for _, f := range families {
		variants = append(variants, f.candidates...)
	}
	controlled := len(variants)
	add := func(name string, s kernel.Strategy, w kernel.Without) {
		c := kernel.DefaultConfig(s)
		c.Without = w
		variants = append(variants, Variant{name, c})
	}
	add("reference", kernel.Reference, kernel.Without{})
	add("reference, no tuning", kernel.Reference, kernel.Without{Tune: true})
	add("reference, no kernel", kernel.Reference, kernel.Without{Kernel: true})
	add("prophet", kernel.Prophet, kernel.Without{})
	add("prophet, no tuning", kernel.Prophet, kernel.Without{Tune: true})
	add("prophet, no kernel", kernel.Prophet, kernel.Without{Kernel: true})
	rows, err := Measure(o, variants)
	if err != nil {
		return nil, err
	}
	for i := range families {
		rival := best(rows[i*len(Rates):][:len(Rates)])
		for j := controlled; j < len(rows); j++ {
			rows[j].Versus = append(rows[j].Versus, paired(rows[j], rival))
		}
	}
	return rows, nil
}

// Ablation measures Prophet whole and without each of its parts. Every row is
// paired with the whole, which comes first.
func Ablation(o Options) ([]Row, error) {
	var variants []Variant
	for _, v := range []struct {
		name string
		w    kernel.Without
	}{
		{"prophet", kernel.Without{}},
		{"no prediction", kernel.Without{Prediction: true}},
		{"no smoothing", kernel.Without{Smoothing: true}},
		{"no modes", kernel.Without{Modes: true}},
		{"no restart", kernel.Without{Restart: true}},
		{"no drift", kernel.Without{Drift: true}},
		{"no kernel", kernel.Without{Kernel: true}},
		{"no tuning", kernel.Without{Tune: true}},
	} {
		c := kernel.DefaultConfig(kernel.Prophet)
		c.Without = v.w
		variants = append(variants, Variant{v.name, c})
	}
	rows, err := Measure(o, variants)
	if err != nil {
		return nil, err
	}
	for i := range rows[1:] {
		rows[i+1].Versus = []Paired{paired(rows[i+1], rows[0])}
	}
	return rows, nil
}
