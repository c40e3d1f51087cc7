// Pictures draws the figures of docs/ from runs of the program itself.
//
// Usage: go run ./internal/pictures [FOLDER]
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/experiment/plot"
)

func main() {
	folder := "docs"
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := drawAll(folder); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// pictures are the figures by file name.
var pictures = map[string]func() (plot.Figure, error){
	"kernel-flow.svg": func() (plot.Figure, error) {
		return term("Flow in the loss", "flow, weight 2", kernel.Weights{R: 1, F: 2})
	},
	"kernel-structure.svg": func() (plot.Figure, error) {
		return term("Structure in the loss", "structure, weight 0.5", kernel.Weights{R: 1, S: 0.5})
	},
	"kernel-tension.svg": func() (plot.Figure, error) {
		return term("Tension in the loss", "tension, weight 0.9", kernel.Weights{R: 1, T: 0.9})
	},
	"kernel-prophet.svg":   foresight,
	"gardener-signals.svg": garden,
}

func drawAll(folder string) error {
	for name, make := range pictures {
		figure, err := make()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		var b bytes.Buffer
		if err := figure.Write(&b, "svg"); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// The steps that the figures of the terms show: the end of the sine, and the
// beginning of the square wave.
const (
	termFrom = 380
	termTo   = 620
)

// term compares what a worker answers under the reality gap alone and with one
// more term. The rate is fixed and nothing else is tuned, so that the term is the
// only difference.
func term(title, label string, w kernel.Weights) (plot.Figure, error) {
	target, alone, err := follow(kernel.Weights{R: 1})
	if err != nil {
		return plot.Figure{}, err
	}
	_, with, err := follow(w)
	alone.Label, with.Label, target.Label = "the reality gap alone", "with "+label, "target"
	return plot.Figure{Title: title, X: "step", Y: "output", Series: []plot.Series{target, alone, with}}, err
}

func follow(w kernel.Weights) (target, output plot.Series, err error) {
	c := kernel.DefaultConfig(kernel.Adam)
	c.Seed, c.Kernel.Weights, c.Without.Tune = 1, w, true
	t, err := kernel.NewTrainer(c)
	if err != nil {
		return target, output, err
	}
	for t.Step() {
		s := t.Signals()
		if s.Step < termFrom || s.Step >= termTo {
			continue
		}
		target.X, target.Y = append(target.X, float64(s.Step)), append(target.Y, s.Target)
		output.X, output.Y = append(output.X, float64(s.Step)), append(output.Y, s.Output)
	}
	return target, output, nil
}

// smooth is over how many steps the figure of the strategies averages.
const smooth = 50

// foresight compares the reality gap of the strategies over one run.
func foresight() (plot.Figure, error) {
	f := plot.Figure{Title: "Reality gap over a run, mean of 50 steps", X: "step", Y: "reality gap"}
	for _, strategy := range []kernel.Strategy{kernel.Prophet, kernel.Adam, kernel.Reference} {
		c := kernel.DefaultConfig(strategy)
		c.Seed = 1
		t, err := kernel.NewTrainer(c)
		if err != nil {
			return f, err
		}
		s, sum := plot.Series{Label: strategy.String()}, 0.0
		for t.Step() {
			g := t.Signals()
			if sum += g.Gap; (g.Step+1)%smooth == 0 {
				s.X, s.Y = append(s.X, float64(g.Step+1)), append(s.Y, sum/smooth)
				sum = 0
			}
		}
		f.Series = append(f.Series, s)
	}
	return f, nil
}

// gardenSteps is how much of a field's life its figure shows.
const gardenSteps = 400

// garden shows the signals of a field that gets four times the published dirt,
// with the verdict of every step as a band of dots below them.
func garden() (plot.Figure, error) {
	c := gardener.Evolving()
	c.DirtGrowth *= 4
	w, err := gardener.New(c, 1)
	if err != nil {
		return plot.Figure{}, err
	}
	risk, flow, dirt := plot.Series{Label: "risk"}, plot.Series{Label: "flow"}, plot.Series{Label: "mean dirt"}
	var verdicts [gardener.Verdicts]plot.Series
	for v := range verdicts {
		verdicts[v].Label, verdicts[v].Style = gardener.Verdict(v).String(), plot.Dots
	}
	for range gardenSteps {
		w.Step()
		s := w.Stats()
		x := float64(s.Gen)
		v := &verdicts[s.Verdict]
		v.X, v.Y = append(v.X, x), append(v.Y, -0.05)
		risk.X, risk.Y = append(risk.X, x), append(risk.Y, s.Risk)
		flow.X, flow.Y = append(flow.X, x), append(flow.Y, s.Flow)
		dirt.X, dirt.Y = append(dirt.X, x), append(dirt.Y, s.TotalEntropy/float64(len(w.Dirt())))
	}
	level := func(label string, y float64) plot.Series {
		return plot.Series{Label: label, Style: plot.Level, X: []float64{1}, Y: []float64{y}}
	}
	series := []plot.Series{risk, flow, dirt, level("bubble from here", c.BubbleRisk), level("collapse from here", c.CollapseRisk)}
	for _, v := range verdicts {
		if len(v.X) > 0 {
			series = append(series, v)
		}
	}
	return plot.Figure{Title: fmt.Sprintf("The first %d steps of a flooded field", gardenSteps), X: "step", Y: "share", Series: series}, nil
}
