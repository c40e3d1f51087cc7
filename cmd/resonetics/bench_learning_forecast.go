package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/stat"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/study"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab/bench"
)

// benchForecast are the flags of `bench forecast`.
type benchForecast struct {
	preset                     string
	seeds, steps, learn, judge int
	passes                     int
	json                       bool
	out                        *outputFlags
}

// exploring is the exploration of the policy whose failures are forecast.
const exploring = 0.3

func newBenchForecastCommand() *cobra.Command {
	b := new(benchForecast)
	cmd := &cobra.Command{
		Use:   "forecast",
		Short: "Judge the Prophet as a forecaster",
		Long: fmt.Sprintf("Train a Pilot, let the Prophet learn from episodes of it with ε %g, and judge its forecasts of failure on held-out\n", exploring) +
			"episodes: AUROC, Brier score, skill, calibration, lead time; beside trivial predictors, and under a policy it never saw (h3\n" +
			"with the same ε). One Prophet for each choice of inputs, one table per seed.",
		Example: "  resonetics bench forecast\n  resonetics bench forecast --seeds 1 --steps 5000 --learn 50 --judge 20 --json",
		Args:    noArgs,
		RunE:    b.run,
	}
	flags := cmd.Flags()
	wordFlag(cmd, &b.preset, "preset", "red-queen", bench.Presets(), "world whose failures are forecast")
	wholeFlag(flags, &b.seeds, "seeds", 3, 1, 1000, "seeds, counted from 1")
	wholeFlag(flags, &b.steps, "steps", 40_000, 1, maxTrainingSteps, "environment steps of the Pilot's training")
	wholeFlag(flags, &b.learn, "learn", 300, 1, maxEpisodes, "episodes that the Prophet learns from")
	wholeFlag(flags, &b.passes, "passes", 3, 1, 1000, "how often it learns from each")
	wholeFlag(flags, &b.judge, "judge", 200, 1, maxEpisodes, "held-out episodes that it is judged on")
	flags.BoolVar(&b.json, "json", false, "print the tables as JSON")
	b.out = addOutputFlags(cmd)
	return cmd
}

func (b *benchForecast) run(cmd *cobra.Command, _ []string) error {
	w, finish, err := b.out.open(cmd)
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	report, err := b.all(cmd.Context(), progress)
	progress.done()
	if err != nil && cmd.Context().Err() == nil {
		return finish(err)
	}
	if err = b.print(w, report); err == nil && report.Partial {
		err = interrupted(len(report.Tables), b.seeds, "seeds")
	}
	return finish(err)
}

// forecastReport are the tables of the seeds that were finished.
type forecastReport struct {
	Preset     string          `json:"preset"`
	Steps      int             `json:"steps"`
	Wanted     int             `json:"wanted"` // seeds
	Partial    bool            `json:"partial"`
	H3         baseline        `json:"h3"`         // acting, on the episodes to judge by
	Omniscient baseline        `json:"omniscient"` // the same
	Tables     []forecastTable `json:"tables"`
}

type forecastTable struct {
	Seed       uint64            `json:"seed"`
	Predictors []predictorReport `json:"predictors"`
	table      *study.ForecastTable
}

type predictorReport struct {
	Name    string        `json:"name"`
	Own     verdictReport `json:"own"`     // under the policy it learned from
	Shifted verdictReport `json:"shifted"` // under another
}

type verdictReport struct {
	AUROC       bench.Number `json:"auroc"`
	Brier       bench.Number `json:"brier"`
	Skill       bench.Number `json:"skill"`
	Lead        bench.Number `json:"lead_steps"` // median over failures
	Announced   bench.Number `json:"announced"`
	FalseAlarms bench.Number `json:"false_alarms"`
	Failures    int          `json:"failures"`
	Episodes    int          `json:"episodes"`
}

func newVerdictReport(v prophet.Evaluation) verdictReport {
	return verdictReport{
		AUROC: bench.Number(v.AUROC), Brier: bench.Number(v.Calibration.Brier()), Skill: bench.Number(v.Calibration.Skill()),
		Lead: bench.Number(v.Lead), Announced: bench.Number(v.Announced), FalseAlarms: bench.Number(v.FalseAlarms),
		Failures: v.Failures, Episodes: v.Episodes,
	}
}

// all measures seed by seed, as many at a time as there are processors.
func (b *benchForecast) all(ctx context.Context, p *progress) (*forecastReport, error) {
	report := &forecastReport{Preset: b.preset, Steps: b.steps, Wanted: b.seeds}
	world, err := bench.WorldByPreset(b.preset)
	if err != nil {
		return report, err
	}
	for _, base := range []struct {
		policy agent.Policy
		result *baseline
	}{{agent.H3, &report.H3}, {agent.Omniscient{}, &report.Omniscient}} {
		episodes, err := agent.Evaluate(world, base.policy, train.HeldOut, b.judge)
		if err != nil {
			return report, err
		}
		*base.result = newBaseline(agent.Summarize(episodes))
	}
	tables, errs := make([]*study.ForecastTable, b.seeds), make([]error, b.seeds)
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for i := range tables {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			if errs[i] = ctx.Err(); errs[i] == nil {
				tables[i], errs[i] = b.seed(ctx, p, uint64(i+1))
			}
		})
	}
	group.Wait()
	for i, t := range tables {
		if errs[i] != nil {
			report.Partial, err = true, errs[i]
			continue
		}
		report.add(uint64(i+1), t)
	}
	return report, err
}

func (b *benchForecast) seed(ctx context.Context, p *progress, seed uint64) (*study.ForecastTable, error) {
	preset, err := presetByKey(b.preset)
	if err != nil {
		return nil, err
	}
	config, _ := train.Recommended(preset)
	config.Seed = seed
	p.show("seed %d: the Pilot learns for %d steps", seed, b.steps)
	learned, err := study.Trained(config, b.steps)
	if err != nil {
		return nil, err
	}
	var prophets []prophet.Config
	for _, inputs := range []prophet.Inputs{prophet.Statistics, prophet.Budgeted, prophet.Extended} {
		c := config.Prophet
		c.Inputs = inputs
		prophets = append(prophets, c)
	}
	p.show("seed %d: the Prophet learns", seed)
	return study.Forecast(ctx, study.ForecastOptions{
		Title: fmt.Sprintf("Preset %s, seed %d", b.preset, seed), World: preset.Config, Prophets: prophets,
		Policy: study.Exploring{Policy: learned, Epsilon: exploring}, Shifted: study.Exploring{Policy: agent.H3, Epsilon: exploring},
		Rate: config.Pilot.Rate * config.ProphetShare, Seed: seed, Learn: b.learn, Passes: b.passes, Judge: b.judge,
	})
}

func (r *forecastReport) add(seed uint64, t *study.ForecastTable) {
	table := forecastTable{Seed: seed, table: t}
	for _, row := range t.Rows {
		table.Predictors = append(table.Predictors, predictorReport{row.Name, newVerdictReport(row.Own), newVerdictReport(row.Shifted)})
	}
	r.Tables = append(r.Tables, table)
}

func (b *benchForecast) print(w io.Writer, r *forecastReport) error {
	if b.json {
		return printJSON(w, r)
	}
	if r.Partial {
		fmt.Fprintf(w, "PARTIAL: interrupted, %d of %d seeds\n", len(r.Tables), r.Wanted)
	}
	if len(r.Tables) == 0 {
		return nil
	}
	fmt.Fprintf(w, "The same held-out episodes under h3: return %.1f, fails %.0f %%; omniscient: return %.1f, fails %.0f %%\n\n",
		r.H3.Return, 100*r.H3.Failed, r.Omniscient.Return, 100*r.Omniscient.Failed)
	for _, t := range r.Tables {
		fmt.Fprintln(w, t.table)
	}
	return r.printMeans(w)
}

// printMeans writes every predictor's mean over the seeds.
func (r *forecastReport) printMeans(w io.Writer) error {
	fmt.Fprintf(w, "mean of %d seeds, under the policy learned from:\n", len(r.Tables))
	for i, first := range r.Tables[0].Predictors {
		mean := func(value func(verdictReport) bench.Number) float64 {
			var x []float64
			for _, t := range r.Tables {
				x = append(x, float64(value(t.Predictors[i].Own)))
			}
			return stat.Mean(x, nil)
		}
		if _, err := fmt.Fprintf(w, "  %-22s AUROC %.3f   Brier %.3f   skill %+.3f   median lead %3.0f steps\n", first.Name,
			mean(func(v verdictReport) bench.Number { return v.AUROC }), mean(func(v verdictReport) bench.Number { return v.Brier }),
			mean(func(v verdictReport) bench.Number { return v.Skill }), mean(func(v verdictReport) bench.Number { return v.Lead })); err != nil {
			return err
		}
	}
	return nil
}
