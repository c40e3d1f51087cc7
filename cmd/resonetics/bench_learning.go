package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/study"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab/bench"
	"github.com/resonetics/playground/experiment/plot"
)

// benchLearning are the flags of `bench learning`.
type benchLearning struct {
	presets                                []string
	seeds, steps, every, episodes, workers int
	json                                   bool
	plot                                   string
	out                                    *outputFlags
}

func newBenchLearningCommand() *cobra.Command {
	b := new(benchLearning)
	cmd := &cobra.Command{
		Use:   "learning",
		Short: "Measure how fast and how well the Pilot learns",
		Long: "Train the Pilot from several seeds on every preset, with the numbers recommended for it, and evaluate it on held-out\n" +
			"episodes as it learns, beside h3 and the omniscient planner; and say which bars are met. Ctrl-C prints what was done.",
		Example: "  resonetics bench learning --presets red-queen\n" +
			"  resonetics bench learning --presets red-queen --seeds 2 --steps 10000 --plot curves.svg",
		Args: noArgs,
		RunE: b.run,
	}
	flags := cmd.Flags()
	wordsFlag(cmd, &b.presets, "presets", bench.Presets(), bench.Presets(), "worlds to learn in")
	wholeFlag(flags, &b.seeds, "seeds", 0, 0, 1000, "seeds per preset, counted from 1; 0 for the number the bars are stated over")
	wholeFlag(flags, &b.steps, "steps", 0, 0, maxTrainingSteps, "environment steps per seed; 0 for the number the bars are stated over")
	wholeFlag(flags, &b.every, "every", 2500, 1, maxTrainingSteps, "steps between two evaluations")
	wholeFlag(flags, &b.episodes, "episodes", 50, 1, maxEpisodes, "held-out episodes per evaluation")
	wholeFlag(flags, &b.workers, "workers", runtime.GOMAXPROCS(0), 1, 1024, "seeds to train at the same time; changes no result")
	flags.StringVar(&b.plot, "plot", "", "draw the learning curves of one preset to this file, .svg or .png; --force overwrites it")
	flags.BoolVar(&b.json, "json", false, "print the tables as JSON")
	b.out = addOutputFlags(cmd)
	return cmd
}

// bar is what a learner has to reach, on so many of the stated seeds.
type bar struct {
	text   string
	missed int // seeds on which it may be missed
	met    func(study.Curve) bool
}

func beatsWithin(steps int) func(study.Curve) bool {
	return func(c study.Curve) bool { return c.Beat > 0 && c.Beat <= steps }
}

func failsAtMost(share float64) func(study.Curve) bool {
	return func(c study.Curve) bool { return c.Final().Failed <= share+1e-9 } // a sum of fractions
}

func returnsAtLeast(least float64) func(study.Curve) bool {
	return func(c study.Curve) bool { return c.Final().Return >= least }
}

// barSet are a preset's bars and the seeds they are stated over.
type barSet struct {
	seeds int
	bars  []bar
}

var learningBars = map[string]barSet{
	"red-queen": {10, []bar{
		{"beats h3 within 25000 steps on at least 9 of 10", 1, beatsWithin(25_000)},
		{"returns above 90 at the end on at least 9 of 10", 1, func(c study.Curve) bool { return c.Final().Return > 90 }},
		{"fails at most 4 % at the end on at least 9 of 10", 1, failsAtMost(0.04)},
	}},
	"calm": {5, []bar{
		{"beats h3 within 20000 steps on all", 0, beatsWithin(20_000)},
		{"fails at most 2 % at the end on all", 0, failsAtMost(0.02)},
	}},
	"crisis": {3, []bar{
		{"returns at least 100 at the end on all", 0, returnsAtLeast(100)},
		{"fails at most 6 % at the end on all", 0, failsAtMost(0.06)},
	}},
	"scarcity": {3, []bar{{"stretch: beats h3 within 120000 steps on all", 0, beatsWithin(120_000)}}},
}

// defaultSeeds is for presets without bars.
const defaultSeeds = 3

func (b *benchLearning) run(cmd *cobra.Command, _ []string) error {
	if err := b.check(); err != nil {
		return err
	}
	w, finish, err := b.out.open(cmd)
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	reports, err := b.all(cmd.Context(), progress)
	progress.done()
	if err != nil && !errors.Is(err, context.Canceled) {
		return finish(err)
	}
	return finish(errors.Join(b.print(w, reports), b.draw(reports), err))
}

func (b *benchLearning) check() error {
	if b.plot != "" && len(b.presets) != 1 {
		return usagef("--plot draws one preset, and --presets has %d", len(b.presets))
	}
	return checkPlot(b.plot, b.out.force)
}

// all measures preset by preset. After Ctrl-C the last report is a partial one.
func (b *benchLearning) all(ctx context.Context, p *progress) ([]*learningReport, error) {
	var reports []*learningReport
	for _, preset := range cluster.Presets() {
		if !slices.Contains(b.presets, preset.Key) {
			continue
		}
		o := b.options(preset)
		o.Progress = func(seed uint64, at study.Point) {
			p.show("%s, seed %d: %d of %d steps, return %.1f", preset.Key, seed, at.Steps, o.Steps, at.Return)
		}
		table, err := study.Learning(ctx, o)
		if err != nil && (table == nil || ctx.Err() == nil) {
			return reports, err
		}
		report := newLearningReport(preset.Key, table)
		reports = append(reports, report)
		if err != nil {
			return reports, interrupted(len(report.Curves), len(o.Seeds), "seeds of preset "+preset.Key)
		}
	}
	return reports, nil
}

func (b *benchLearning) options(p cluster.Preset) study.LearningOptions {
	config, steps := train.Recommended(p)
	seeds := defaultSeeds
	if s, ok := learningBars[p.Key]; ok {
		seeds = s.seeds
	}
	if b.seeds > 0 {
		seeds = b.seeds
	}
	if b.steps > 0 {
		steps = b.steps
	}
	return study.LearningOptions{
		Title: "Preset " + p.Key, Config: config, Seeds: countedSeeds(seeds), Steps: steps,
		Every: min(b.every, steps), Episodes: b.episodes, Workers: b.workers,
	}
}

// countedSeeds returns 1 to n.
func countedSeeds(n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = uint64(i + 1)
	}
	return seeds
}

// learningReport is what was measured on a preset: the finished seeds only.
type learningReport struct {
	Preset     string        `json:"preset"`
	Steps      int           `json:"steps"`
	Episodes   int           `json:"episodes"`
	Wanted     int           `json:"wanted"` // seeds
	Partial    bool          `json:"partial"`
	H3         baseline      `json:"h3"`
	Omniscient baseline      `json:"omniscient"`
	Curves     []curveReport `json:"curves"`
	Bars       []barReport   `json:"bars"`

	table *study.LearningTable
}

type baseline struct {
	Return float64 `json:"return"`
	Failed float64 `json:"failed"`
}

func newBaseline(s agent.Summary) baseline { return baseline{s.Return, s.FailedRate} }

type curveReport struct {
	Seed     uint64        `json:"seed"`
	Beat     int           `json:"beats_h3_at"` // steps; 0 for never
	Failures int           `json:"failures_while_training"`
	Points   []pointReport `json:"points"`
}

type pointReport struct {
	Steps  int     `json:"steps"`
	Return float64 `json:"return"`
	Failed float64 `json:"failed"`
}

type barReport struct {
	Bar   string `json:"bar"`
	Met   bool   `json:"met"`
	Seeds int    `json:"seeds"` // that meet it
	Of    int    `json:"of"`
}

func newLearningReport(preset string, t *study.LearningTable) *learningReport {
	r := &learningReport{
		Preset: preset, Steps: t.Options.Steps, Episodes: t.Options.Episodes, Wanted: len(t.Options.Seeds),
		H3: newBaseline(t.Baselines.H3), Omniscient: newBaseline(t.Baselines.Omniscient), table: t,
	}
	var whole []study.Curve
	for _, c := range t.Curves {
		if len(c.Points) == 0 || c.Final().Steps < t.Options.Steps {
			continue
		}
		whole = append(whole, c)
		report := curveReport{Seed: c.Seed, Beat: c.Beat, Failures: c.Failures}
		for _, p := range c.Points {
			report.Points = append(report.Points, pointReport(p))
		}
		r.Curves = append(r.Curves, report)
	}
	t.Curves = whole
	r.Partial = len(whole) < r.Wanted
	for _, b := range learningBars[preset].bars {
		met := 0
		for _, c := range whole {
			if b.met(c) {
				met++
			}
		}
		r.Bars = append(r.Bars, barReport{b.text, len(whole) > 0 && len(whole)-met <= b.missed, met, len(whole)})
	}
	return r
}

func (b *benchLearning) print(w io.Writer, reports []*learningReport) error {
	if b.json {
		return printJSON(w, reports)
	}
	for _, r := range reports {
		if err := r.print(w); err != nil {
			return err
		}
	}
	return nil
}

func (r *learningReport) print(w io.Writer) error {
	if r.Partial {
		fmt.Fprintf(w, "PARTIAL: interrupted, %d of %d seeds\n", len(r.Curves), r.Wanted)
	}
	if len(r.Curves) == 0 {
		return nil
	}
	fmt.Fprint(w, r.table)
	for _, b := range r.Bars {
		word := "met"
		if !b.Met {
			word = "NOT met"
		}
		fmt.Fprintf(w, "bar: %s: %s (%d of %d)\n", b.Bar, word, b.Seeds, b.Of)
	}
	_, err := fmt.Fprintln(w)
	return err
}

func (b *benchLearning) draw(reports []*learningReport) error {
	if b.plot == "" || len(reports) == 0 || len(reports[0].Curves) == 0 {
		return nil
	}
	r := reports[0]
	f := plot.Figure{Title: "Learning on preset " + r.Preset, X: "environment steps", Y: "mean return on held-out episodes"}
	for _, c := range r.Curves {
		s := plot.Series{Label: fmt.Sprintf("seed %d", c.Seed)}
		for _, p := range c.Points {
			s.X, s.Y = append(s.X, float64(p.Steps)), append(s.Y, p.Return)
		}
		f.Series = append(f.Series, s)
	}
	f.Series = append(f.Series,
		plot.Series{Label: "h3", Style: plot.Level, X: []float64{0}, Y: []float64{r.H3.Return}},
		plot.Series{Label: "omniscient", Style: plot.Level, X: []float64{0}, Y: []float64{r.Omniscient.Return}})
	return drawFigure(b.plot, f)
}
