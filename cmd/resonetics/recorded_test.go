package main

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/internal/recorded"
)

// TestRecordedCheckpointsGoOn opens checkpoints that earlier releases of
// `resonetics prophet` wrote, and takes them further. Package recorded says more.
func TestRecordedCheckpointsGoOn(t *testing.T) {
	all, err := recorded.Recordings(recorded.Prophet)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, r := range all {
		t.Run(r.Name, func(t *testing.T) {
			trainer, err := openRecordedCheckpoint(recordedFile(t, &r))
			require.NoError(t, err, "what was recorded does not open any more")
			require.NotEmpty(t, r.Checks)
			done := 0
			for _, want := range r.Checks {
				for ; done < want.After; done++ {
					require.True(t, trainer.Step())
				}
				got := recorded.LookAtKernel(trainer)
				got.After = done
				require.Equal(t, want, got, "after %d steps", done)
			}
		})
	}
}

// TestRecordedCheckpointsResume goes on with them by the command, to the end of the run.
func TestRecordedCheckpointsResume(t *testing.T) {
	all, err := recorded.Recordings(recorded.Prophet)
	require.NoError(t, err)
	for _, r := range all {
		path := recordedFile(t, &r)
		before, err := openCheckpoint(path)
		require.NoError(t, err)
		folder, seed := t.TempDir(), strconv.FormatUint(before.seed, 10)
		require.Contains(t, prophetIn(t, folder, "--resume", path, "--seed", seed), "seed "+seed+": ")
		after, err := openCheckpoint(filepath.Join(folder, "checkpoints", checkpointsIn(t, folder)[0]))
		require.NoError(t, err)
		require.Equal(t, before.seed, after.seed)
		require.Equal(t, before.Config(), after.Config())
		require.Greater(t, after.Steps(), before.Steps())
	}
}

// sinceRecorded is what settings mean differently on purpose. A strategy chose defaults
// of its own for panic_above (0.5 with reference and adam) and tune (false with adam),
// which the page and the link never had: there, and now at every door, a parameter has
// one default. The presets reference and adam hold the former ones. Adam panics never,
// so that panic_above changes nothing there.
var sinceRecorded = map[string]map[string]string{
	"settings/adam.yaml":              {"panic_above": "0.7"},
	"settings/flags":                  {"panic_above": "0.7"},
	"settings/flags-over-environment": {"panic_above": "0.7", "tune": "true"},
}

// formerHealth is where health was served by default, which was where the page is.
const formerHealth = "127.0.0.1:8080"

// TestRecordedSettingsMeanTheSame holds that the files, variables and flags of earlier
// releases of `resonetics prophet` still lead to the configuration that they led to,
// except for sinceRecorded and formerHealth.
func TestRecordedSettingsMeanTheSame(t *testing.T) {
	all, err := recorded.Recordings(recorded.Settings)
	require.NoError(t, err)
	require.NotEmpty(t, all)
	for _, r := range all {
		t.Run(r.Name, func(t *testing.T) {
			file := ""
			if r.HasFile() {
				file = recordedFile(t, &r)
			}
			c, err := openRecordedSettings(file, r.Env, r.Flags)
			require.NoError(t, err)
			for key, v := range sinceRecorded[r.Name] {
				require.NotEqual(t, v, r.Settings[key])
				r.Settings[key] = v
			}
			if r.Settings["health_addr"] == formerHealth {
				r.Settings["health_addr"] = addProphetSettings(new(cobra.Command)).health
			}
			require.Equal(t, r.Settings, c, r.Note)
		})
	}
}

// recordedFile puts the file of a recording where the command can open it.
func recordedFile(t *testing.T, r *recorded.Recording) string {
	b, err := r.Bytes()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), filepath.Base(r.Name))
	require.NoError(t, os.WriteFile(path, b, 0o644))
	return path
}

// What follows is every call of the tests above into the command. When a name or a
// signature changes there, it changes here and nowhere else.

func openRecordedCheckpoint(path string) (*kernel.Trainer, error) {
	r, err := openCheckpoint(path)
	if err != nil {
		return nil, err
	}
	return r.Trainer, nil
}

// openRecordedSettings returns what file, environment and flags lead to, under the names
// that the settings had, and after them the numbers that follow from the strategy alone.
func openRecordedSettings(file string, env map[string]string, flags []string) (map[string]string, error) {
	p := &prophetCommand{settings: addProphetSettings(new(cobra.Command)), config: file}
	if err := p.settings.flags.Parse(flags); err != nil {
		return nil, err
	}
	s, err := p.settled(func(key string) string { return env[key] })
	if err != nil {
		return nil, err
	}
	run, err := s.start()
	if err != nil {
		return nil, err
	}
	k := run.Config()
	all := map[string]string{
		"strategy": k.Strategy.String(), "seed": strconv.FormatUint(run.seed, 10),
		"kernel": strconv.FormatBool(!k.Without.Kernel), "tune": strconv.FormatBool(!k.Without.Tune), "monitor": strconv.FormatBool(s.monitor),
		"metrics_addr": s.metrics, "health_addr": s.health, "checkpoint_dir": s.checkpoints,
	}
	for key, v := range map[string]float64{
		"steps": float64(k.Steps), "batch_size": float64(k.Batch), "base_lr": k.BaseRate,
		"panic_above": k.Thresholds.Panic, "alert_above": k.Thresholds.Alert, "warning_above": k.Thresholds.Warning,
		"weight_gap": k.Kernel.R, "weight_flow": k.Kernel.F, "weight_structure": k.Kernel.S, "weight_tension": k.Kernel.T,
		"eps": k.Kernel.Eps, "period": k.Kernel.Period,
		"smoothing": k.Smoothing, "inertia": k.Inertia, "horizon": float64(k.Horizon), "tolerance": k.Tolerance,
		"multiplier_panic": k.Multipliers.Panic, "multiplier_alert": k.Multipliers.Alert,
		"multiplier_warning": k.Multipliers.Warning, "multiplier_cruise": k.Multipliers.Cruise,
		"goal_gap": k.GoalGap, "goal_flow": k.GoalFlow, "hidden": float64(k.Hidden), "dropout": k.Dropout,
		"gain": k.Gain, "decay": k.Decay, "clip": k.Clip,
	} {
		all[key] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return all, nil
}
