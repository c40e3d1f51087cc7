package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/core/safetensors"
	"github.com/resonetics/playground/internal/labtest"
)

// another returns a value of a parameter that is not the one it has, and is fit for a short
// run.
func another(p *lab.Param, now float64) float64 {
	lo, hi := p.Field.Range()
	lo, hi = max(lo, p.From), min(hi, p.To)
	switch {
	case p.Kind() == field.Bool:
		return 1 - now
	case p.Kind() == field.Choice:
		return float64((int(now) + 1) % len(p.Choices))
	case p.Kind() == field.Int && now > lo:
		return max(lo, float64(int(now/2)))
	case p.Kind() == field.Int:
		return now + 1
	case now > (lo+hi)/2:
		return now - (now-lo)/2
	}
	return now + (hi-now)/2
}

// trace is what the given number of steps of a run come to: its rows, and what was learned.
// What only repeats a parameter is left out: the kernel's two columns, the world's numbers,
// and the tensors of a Prophet, whose loss is in the rows.
func trace(t *testing.T, c lab.Config, steps int) string {
	t.Helper()
	s, err := lab.NewSession(c)
	require.NoError(t, err)
	rows := labtest.Record(t, s, steps)
	for _, column := range []string{"wR", "eps"} {
		if i := slices.Index(rows[0], column); i >= 0 {
			for r := range rows {
				rows[r][i] = ""
			}
		}
	}
	mind, err := s.AppendMind(nil)
	if err != nil {
		return fmt.Sprint(rows)
	}
	f, err := safetensors.Parse(mind)
	require.NoError(t, err)
	f.Tensors = slices.DeleteFunc(f.Tensors, func(tensor safetensors.Tensor) bool {
		return strings.HasPrefix(tensor.Name, "world.") || strings.HasPrefix(tensor.Name, "prophet.")
	})
	return fmt.Sprint(rows, f.Sum())
}

// A parameter that nothing reads is one that changes nothing, under every policy, rule set
// and strategy; and every number of a learner or an optimizer that is read changes
// something. A world's number may need an action that nobody takes.
func TestUnreadParametersAreThoseThatChangeNothing(t *testing.T) {
	tiny := "rows 3 columns 3 steps 20 "
	learner := tiny + "epsilon-steps 300 schedule 1800 target-every 20 pilot-target-late 20 horizon 12 drift 0.03 "
	for _, c := range []struct {
		lab    *lab.Lab
		values string
		steps  int
	}{
		{cluster.Lab, tiny + "policy random", 200},
		{cluster.Lab, tiny + "policy random rules v4.5", 200},
		{cluster.Lab, "rows 3 columns 3 steps 100 policy random drift 0.02 noise 0.03 foresight imagine distil-after 200", 1500},
		{cluster.Lab, "rows 3 columns 3 steps 100 policy random drift 0.02 noise 0.03 foresight distilled distil-after 200", 1500},
		{cluster.Lab, tiny + "policy qtable", 400},
		{cluster.Lab, learner + "policy pilot", 800},
		{cluster.Lab, learner + "policy pilot train off", 200},
		{cluster.Lab, learner + "steps 60 policy pilot-prophet", 800},
		{cluster.Lab, learner + "policy pilot-prophet guidance epsilon", 800},
		{cluster.Lab, tiny + "policy pqn pqn-horizon 20000", 70},
		{cluster.Lab, tiny + "policy pqn-prophet pqn-horizon 20000 horizon 8 noise 0.2 drift 0.03", 100},
		{race.Lab, tiny + "lane-1 random lane-2 h3 lane-3 none", 200},
		{race.Lab, tiny + "lane-1 random lane-2 pilot lane-3 none teach 4", 200},
		{prophet.Lab, "steps 400", 400},
		{prophet.Lab, "steps 400 strategy reference panic 0.5", 400},
		{prophet.Lab, "steps 400 strategy adam", 400},
		{prophet.Lab, "steps 400 strategy adam kernel off tune off", 400},
	} {
		config := configOf(t, c.lab, 3, strings.Fields(c.values)...)
		before := trace(t, config, c.steps)
		for i := range c.lab.Params {
			p := &c.lab.Params[i]
			if p.View || slices.Contains([]string{"policy", "rules", "strategy", prophet.KeyRivals}, p.Key) || strings.HasPrefix(p.Key, "lane-") || strings.HasPrefix(p.Key, "foresight-") {
				continue // they say who reads the others
			}
			changed := config.Clone()
			require.NoError(t, changed.Set(p.Key, another(p, config.Get(p.Key))))
			rare := c.lab == cluster.Lab && cluster.IsForesights(p.Key) && config.Choice(cluster.KeyForesight) == "none" // only where there is danger
			worlds := rare || slices.ContainsFunc(cluster.WorldParams(), func(w lab.Param) bool { return w.Key == p.Key })
			unread := changed.Unread(p.Key) != ""
			if same := trace(t, changed, c.steps) == before; same != unread && !(worlds && same && c.lab != prophet.Lab) {
				t.Errorf("%s %s: %s=%s: unread is %t, changes nothing is %t", c.lab.Key, c.values, p.Key, changed.Choice(p.Key), unread, same)
			}
		}
	}
}

// Every door refuses a flag that nothing reads, and says which takes its place.
func TestFlagsThatChangeNothingAreRefused(t *testing.T) {
	for args, says := range map[string]string{
		"train --policy qtable --gamma 0.6":                 "--gamma changes nothing where policy is qtable; leave it out or use --qtable-gamma",
		"train --policy qtable --gamma 0.6 --lr 0.01":       "--gamma, --lr change nothing where policy is qtable; leave them out",
		"train --policy pilot --horizon 20":                 "--horizon changes nothing where policy is pilot; leave it out",
		"train --policy pilot --guidance none":              "--guidance changes nothing where policy is pilot",
		"train --qtable-lr 0.2":                             "--qtable-lr changes nothing where policy is pilot-prophet",
		"train --policy pqn --n-step 3":                     "--n-step changes nothing where policy is pqn",
		"cluster run --policy h3 --lr 0.01":                 "--lr changes nothing where policy is h3; leave it out",
		"cluster run --policy h3 --train off":               "--train changes nothing where policy is h3",
		"cluster run --policy pilot --train off --lr 0.01":  "--lr changes nothing where train is off",
		"cluster run --rules v4.6 --memory-cost 1":          "--memory-cost changes nothing where rules is v4.6",
		"cluster race --lane-2 h5 --lane-3 none --teach 10": "--teach changes nothing where lane-1 is h3, lane-2 is h5, lane-3 is none, lane-4 is none",
		"cluster run --policy h3 --imagine-steps 9":         "--imagine-steps changes nothing where foresight is none; leave it out",
		"cluster run --policy you --foresight imagine":      "--foresight changes nothing where policy is you",
		"cluster bench --imagine-at 0.5":                    "--imagine-at changes nothing where foresight is none",
		"eval none.safetensors --imagine-futures 3":         "--imagine-futures changes nothing where foresight is none",
		"train --imagine-tolerated 0.5":                     "--imagine-tolerated changes nothing where foresight is none",
		"cluster run --policy pqn --stage one":              "--stage changes nothing where there is no stage",
		"train --policy pqn-prophet --lr 0.01":              "--lr changes nothing where policy is pqn-prophet",
		"prophet --strategy adam --panic 0.5":               "--panic changes nothing where strategy is adam",
		"prophet --preset adam --w-flow 1":                  "--w-flow changes nothing where kernel is off",
		"prophet --kernel off --tune on":                    "--tune changes nothing where kernel is off",
		"prophet --rivals on":                               "--rivals changes nothing in a terminal",
		"train --save-every 3":                              "--save-every is for --checkpoint; add it or leave out --save-every",
		"train --eval-every 0 --eval-episodes 9":            "--eval-episodes changes nothing where --eval-every is 0",
		"prophet --no-monitor --metrics-addr 127.0.0.1:1":   "--metrics-addr is for the monitor, which is off; leave out one of them",
		"prophet --no-monitor --health-addr 127.0.0.1:1":    "--health-addr is for the monitor, which is off; leave out one of them",
	} {
		r := call(t, strings.Fields(args)...)
		require.Equal(t, exitUsage, r.code, "%s: %s", args, r.errOut)
		require.Contains(t, r.errOut, "resonetics: "+says, args)
	}
}

// A file of settings may serve several strategies: what one does not read is said, and the
// run goes on.
func TestSettingsOfAFileThatChangeNothingAreSaid(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "run.yaml"), []byte("steps: 20\npanic: 0.6\n"), 0o600))
	said := prophetIn(t, folder, "--config", "run.yaml", "--strategy", "adam")
	require.Contains(t, said, "resonetics: run.yaml: line 2: panic changes nothing where strategy is adam\n")
	require.NotContains(t, prophetIn(t, folder, "--config", "run.yaml"), "changes nothing")
}
