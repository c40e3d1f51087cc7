package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/internal/labtest"
)

// doorsOf returns the commands that have flags for the parameters of l.
func doorsOf(l *lab.Lab) map[string]*cobra.Command {
	doors := map[string]*cobra.Command{"play": newPlayCommand()}
	switch l.Key {
	case "cluster":
		doors["cluster run"], doors["train"] = newClusterRunCommand(), newTrainCommand()
	case "gardener":
		doors["gardener"] = newGardenerCommand()
	case "prophet":
		doors["prophet"] = newProphetCommand()
	case "race":
		doors["cluster race"] = newClusterRaceCommand()
	}
	return doors
}

// listed returns the cells after each key in what resonetics params lists of a lab.
func listed(t *testing.T, l *lab.Lab) map[string][]string {
	t.Helper()
	rows := make(map[string][]string)
	for line := range strings.Lines(succeed(t, "params", "--lab", l.Key, "--format", "markdown")) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if rows[cells[0]] == nil {
			rows[cells[0]] = cells[1:]
		}
	}
	return rows
}

// Every door has every parameter by the same key, with the same default and the same
// accepted values.
func TestEveryDoorDescribesTheSameNumber(t *testing.T) {
	for _, l := range labs.All {
		rows := listed(t, l)
		for i := range l.Params {
			p := &l.Params[i]
			changes := map[bool]string{true: "live", false: "on reset"}[p.Live()]
			require.Equal(t, []string{p.Text(), changes, p.Range(), p.Label + ": " + p.Help}, rows[p.Key])
			require.Contains(t, p.Range(), p.Accepted())
			for name, cmd := range doorsOf(l) {
				flag := cmd.Flags().Lookup(p.Key)
				require.NotNil(t, flag, "%s has no --%s", name, p.Key)
				if name == "train" && p.Key == "policy" {
					continue // of the policies it takes those that learn
				}
				require.Contains(t, flag.Usage, p.Accepted(), "%s --%s", name, p.Key)
				if flag.DefValue == "" { // several labs have it
					require.Contains(t, flag.Usage, l.Label+": "+p.Help+" ("+p.Range()+", default "+p.Text()+")", "%s --%s", name, p.Key)
				} else {
					require.Equal(t, p.Text(), flag.DefValue, "%s --%s", name, p.Key)
				}
			}
		}
	}
}

// Nothing that a command takes about a run, and no key of the file of settings, is left
// out of the list.
func TestParamsLeavesNothingOut(t *testing.T) {
	for _, l := range labs.All {
		rows := listed(t, l)
		for name, cmd := range doorsOf(l) {
			cmd.Flags().VisitAll(func(flag *pflag.Flag) {
				if v, ok := flag.Value.(*paramValue); ok && len(v.labs) == 1 && v.labs[0] == l {
					require.NotNil(t, rows[flag.Name], "%s --%s", name, flag.Name)
				}
			})
		}
	}
	rows := listed(t, prophet.Lab)
	settings := addProphetSettings(new(cobra.Command))
	for _, key := range terminalSettings {
		flag := settings.flags.Lookup(key)
		require.Equal(t, []string{flag.DefValue, flag.Value.(wanter).wants(), flag.Usage}, rows[key])
	}
	for _, e := range prophetEnv {
		require.NotNil(t, rows[e.variable])
	}
}

// opened returns the value that a parameter has behind each door to which text is given.
func opened(t *testing.T, l *lab.Lab, key, text string) map[string]func() (float64, error) {
	value := func(c lab.Config, err error) (float64, error) {
		if err != nil {
			return 0, err
		}
		return c.Get(key), nil
	}
	byFlags := func(add func(*cobra.Command) *runFlags, args ...string) func() (float64, error) {
		return func() (float64, error) {
			f := add(new(cobra.Command))
			if err := f.flags.Parse(append(args, "--"+key, text)); err != nil {
				return 0, err
			}
			run, err := f.run()
			return value(run.Config, err)
		}
	}
	doors := map[string]func() (float64, error){
		"link": func() (float64, error) {
			link := fmt.Sprintf("lab=%s&%s=%s", l.Key, key, text)
			if l == race.Lab && key == "rules" { // the Pilot knows one set of them only
				link += "&lane-2=random&lane-3=random"
			}
			if text == "recorded" { // a race that begins from a moment of another run
				link += "&start=" + start(t)
			}
			run, err := labs.All.ParseLink(link)
			return value(run.Config, err)
		},
		"flag":    byFlags(func(cmd *cobra.Command) *runFlags { return addRunFlags(cmd, l) }),
		"play":    byFlags(addLabFlags, "--lab", l.Key),
		"command": func() (float64, error) { c, err := l.ParseCommand("set " + key + " " + text); return c.Value, err },
	}
	if l != prophet.Lab {
		return doors
	}
	given := func(all []given, err error) (float64, error) {
		if err != nil {
			return 0, err
		}
		s, err := settle(all)
		if err != nil {
			return 0, err
		}
		return value(s.configured())
	}
	doors["file"] = func() (float64, error) {
		path := filepath.Join(t.TempDir(), "run.yaml")
		require.NoError(t, os.WriteFile(path, []byte(key+": "+text+"\n"), 0o600))
		return given(addProphetSettings(new(cobra.Command)).fromFile(path))
	}
	for _, e := range prophetEnv {
		if e.key == key {
			doors["environment"] = func() (float64, error) {
				return given(fromEnv(func(variable string) string { return map[string]string{e.variable: text}[variable] }), nil)
			}
		}
	}
	return doors
}

// start returns the moment of a run as a link of a race spells it.
func start(t *testing.T) string {
	t.Helper()
	s := labtest.New(t, cluster.Lab)
	s.Advance(20)
	run, _, err := s.WhatIf(labs.All, 9)
	require.NoError(t, err)
	_, after, _ := strings.Cut(run.Link(), "&start=")
	spelled, _, _ := strings.Cut(after, "&")
	return spelled
}

// Every door takes the least and the largest value of a parameter and every choice, and
// nothing beyond.
func TestEveryDoorHasTheSameRange(t *testing.T) {
	for _, l := range labs.All {
		for i := range l.Params {
			p := &l.Params[i]
			lo, hi := p.Field.Range()
			good, bad := []float64{lo, hi}, []string{"nonsense"}
			switch p.Kind() {
			case field.Choice:
				good = nil
				for v := lo; v <= hi; v++ {
					good = append(good, v)
				}
			case field.Int:
				bad = append(bad, field.Number(lo-1), field.Number(hi+1), field.Number(lo+0.5))
			case field.Float:
				bad = append(bad, field.Number(math.Nextafter(lo, -1e9)), field.Number(math.Nextafter(hi, 1e9)), "NaN", "Inf")
			}
			for _, v := range good {
				text := p.Format(v)
				if p.Kind() == field.Int { // a file wants whole numbers to look like it
					text = fmt.Sprintf("%.0f", v)
				}
				for door, open := range opened(t, l, p.Key, text) {
					got, err := open()
					require.NoError(t, err, "%s of %s by %s", p.Key, l.Key, door)
					require.Equal(t, v, got, "%s of %s by %s", p.Key, l.Key, door)
				}
			}
			for _, text := range bad {
				for door, open := range opened(t, l, p.Key, text) {
					_, err := open()
					require.Error(t, err, "%s=%s of %s by %s", p.Key, text, l.Key, door)
					require.Contains(t, err.Error(), p.Accepted(), "%s=%s of %s by %s", p.Key, text, l.Key, door)
				}
			}
		}
	}
}

// Former spellings of settings are taken, and the new one is named.
func TestFormerSpellingsAreNamed(t *testing.T) {
	for former, now := range map[string]string{"base_lr": "base-rate", "batch_size": "batch", "panic_above": "panic", "alert_above": "alert", "warning_above": "warning",
		"weight_gap": "w-gap", "weight_flow": "w-flow", "weight_structure": "w-structure", "weight_tension": "w-tension",
		"metrics_addr": "metrics-addr", "health_addr": "health-addr", "checkpoint_dir": "checkpoint-dir"} {
		s := addProphetSettings(new(cobra.Command))
		path := filepath.Join(t.TempDir(), "run.yaml")
		require.NoError(t, os.WriteFile(path, []byte("# a comment\n"+former+": "+s.flags.Lookup(now).DefValue+"\n"), 0o600))
		all, err := s.fromFile(path)
		require.NoError(t, err)
		require.Equal(t, now, all[0].key)
		require.Equal(t, []string{path + ": line 2: " + former + " is now " + now}, s.notices)
	}
	folder := t.TempDir()
	said := prophetIn(t, folder, "--base-lr", "0.02", "--batch-size", "2", "--no-kernel", "--no-tune", "--steps", "40", "--csv", "a.csv")
	for _, s := range []string{"--base-lr is now --base-rate\n", "--batch-size is now --batch\n", "--no-kernel is now --kernel off\n", "--no-tune is now --tune off\n"} {
		require.Contains(t, said, "resonetics: "+s)
	}
	require.NotContains(t, said, "monitor")
	prophetIn(t, folder, "--base-rate", "0.02", "--batch", "2", "--kernel", "off", "--tune", "off", "--steps", "40", "--csv", "b.csv")
	require.Equal(t, read(t, filepath.Join(folder, "b.csv")), read(t, filepath.Join(folder, "a.csv")))
}
