package foresight

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/experiment/stat"
)

// Rates are the fixed learning rates among which plain Adam's best is sought.
var Rates = [...]float64{0.001, 0.003, 0.01, 0.03, 0.1}

// unclipped is a gradient norm that is never reached.
const unclipped = 1000

// adams returns plain Adam at every rate, in four groups: with and without the
// kernel, with and without the worker's gradient clipping.
func adams() []Variant {
	var list []Variant
	add := func(group string, withKernel, clipped bool) {
		for _, rate := range Rates {
			c := kernel.DefaultConfig(kernel.Adam)
			c.BaseRate, c.Without.Kernel = rate, !withKernel
			if !clipped {
				c.Clip = unclipped
			}
			list = append(list, Variant{fmt.Sprintf("%s, rate %g", group, rate), c})
		}
	}
	add("Adam, kernel", true, true)
	add("Adam, no kernel", false, true)
	add("Adam, kernel, no clipping", true, false)
	add("Adam, no kernel, no clipping", false, false)
	return list
}

// variant returns a strategy's own configuration without some of its parts.
func variant(name string, s kernel.Strategy, w kernel.Without) Variant {
	c := kernel.DefaultConfig(s)
	c.Without = w
	return Variant{name, c}
}

// Compare measures the strategies. The first rows are plain Adam at every fixed
// rate, with and without the kernel, with and without the worker's gradient
// clipping; then come the reference and the Prophet, each paired with the best rate
// of every group of Adam. The best is chosen on the very seeds it is reported
// on, which favors Adam.
func Compare(ctx context.Context, o Options) ([]Row, error) {
	fixed := adams()
	rows, err := Measure(ctx, o, append(fixed,
		variant("reference", kernel.Reference, kernel.Without{}),
		variant("reference, no tuning", kernel.Reference, kernel.Without{Tune: true}),
		variant("reference, no kernel", kernel.Reference, kernel.Without{Kernel: true}),
		variant("prophet", kernel.Prophet, kernel.Without{}),
		variant("prophet, no tuning", kernel.Prophet, kernel.Without{Tune: true}),
		variant("prophet, no kernel", kernel.Prophet, kernel.Without{Kernel: true})))
	if err != nil {
		return nil, err
	}
	for group := range slices.Chunk(rows[:len(fixed)], len(Rates)) {
		best := slices.MinFunc(group, func(a, b Row) int { return cmp.Compare(a.Gap.Mean, b.Gap.Mean) })
		for i := len(fixed); i < len(rows); i++ {
			rows[i].Versus = append(rows[i].Versus, versus(rows[i], best))
		}
	}
	correct(rows)
	return rows, nil
}

// Ablation measures the Prophet whole and without each of its parts. Every row is
// paired with the whole, which comes first.
func Ablation(ctx context.Context, o Options) ([]Row, error) {
	rows, err := Measure(ctx, o, []Variant{
		variant("prophet", kernel.Prophet, kernel.Without{}),
		variant("no prediction", kernel.Prophet, kernel.Without{Prediction: true}),
		variant("no smoothing", kernel.Prophet, kernel.Without{Smoothing: true}),
		variant("no modes", kernel.Prophet, kernel.Without{Modes: true}),
		variant("no restart", kernel.Prophet, kernel.Without{Restart: true}),
		variant("no drift", kernel.Prophet, kernel.Without{Drift: true}),
		variant("no kernel", kernel.Prophet, kernel.Without{Kernel: true}),
		variant("no tuning", kernel.Prophet, kernel.Without{Tune: true}),
	})
	if err != nil {
		return nil, err
	}
	for i := range rows[1:] {
		rows[i+1].Versus = []Versus{versus(rows[i+1], rows[0])}
	}
	correct(rows)
	return rows, nil
}

// correct corrects the comparisons of a table for their number.
func correct(rows []Row) {
	var all []*stat.Paired
	for i := range rows {
		for j := range rows[i].Versus {
			all = append(all, &rows[i].Versus[j].Paired)
		}
	}
	stat.Holm(all)
}
