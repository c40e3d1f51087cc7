package forecast

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/experiment/stat"
)

// String gives the first cells of a line.
func (s *Score) String() string {
	return fmt.Sprintf("AUROC %.3f   Brier %.3f   skill %+.3f   median lead %3.0f steps", s.AUROC, s.Brier, s.Skill, s.Lead)
}

// Finished returns how many seeds were finished, and of how many.
func (t *Table) Finished() (done, wanted int, unit string) { return len(t.Seeds), t.Wanted, "seeds" }

// String gives the baselines, a table per seed, and the means over the seeds; nothing
// as long as no seed is finished.
func (t *Table) String() string {
	if len(t.Seeds) == 0 {
		return ""
	}
	w := new(strings.Builder)
	fmt.Fprintf(w, "The same held-out episodes under h3: fails %.0f %%, return %.1f; omniscient: fails %.0f %%, return %.1f\n\n",
		100*t.H3.Failed, t.H3.Return, 100*t.Omniscient.Failed, t.Omniscient.Return)
	for _, s := range t.Seeds {
		fmt.Fprintf(w, "Preset %s, seed %d: ", t.Preset, s.Seed)
		s.print(w)
	}
	t.printMeans(w)
	return w.String()
}

func (s *Seed) print(w io.Writer) {
	prophets := s.setting.prophets
	fmt.Fprintf(w, "learned from %d episodes, judged on %d held out, failure within %d steps\n", s.setting.learn, s.setting.held, prophets[0].Horizon)
	for i, policy := range s.setting.policies {
		fmt.Fprintf(w, "under %s (fails %.0f %%):\n", policy.Name(), 100*s.failing[i])
		for _, p := range s.Predictors {
			score := []*Score{&p.Own, &p.Shifted}[i]
			fmt.Fprintf(w, "  %-22s %s   announced %3.0f %%   false alarms %4.1f %%\n", p.Name, score, 100*score.Announced, 100*score.FalseAlarms)
		}
	}
	for _, p := range s.Predictors[:len(prophets)] {
		fmt.Fprintf(w, "calibration of %s (forecast → happened):", p.Name)
		for i := range prophet.Bins {
			if f, h, n := p.Own.calibration.Point(i); n > 0 && !math.IsNaN(f) {
				fmt.Fprintf(w, "  %.2f → %.2f", f, h)
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

// printMeans writes every predictor's mean over the seeds.
func (t *Table) printMeans(w io.Writer) {
	fmt.Fprintf(w, "mean of %d seeds, under the policy learned from:\n", len(t.Seeds))
	for i, first := range t.Seeds[0].Predictors {
		mean := func(value func(*Score) stat.Number) stat.Number {
			x := make([]float64, len(t.Seeds))
			for j, s := range t.Seeds {
				x[j] = float64(value(&s.Predictors[i].Own))
			}
			return stat.Number(stat.Mean(x))
		}
		fmt.Fprintf(w, "  %-22s %s\n", first.Name, &Score{
			AUROC: mean(func(s *Score) stat.Number { return s.AUROC }), Brier: mean(func(s *Score) stat.Number { return s.Brier }),
			Skill: mean(func(s *Score) stat.Number { return s.Skill }), Lead: mean(func(s *Score) stat.Number { return s.Lead }),
		})
	}
}
