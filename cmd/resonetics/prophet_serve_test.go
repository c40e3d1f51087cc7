package main

import (
	"path/filepath"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
)

// Others set variables of these names too: only one that is read can be wrong.
func TestVariablesThatNothingReadsAreLeftAlone(t *testing.T) {
	for _, c := range []struct {
		env  string
		args []string
	}{
		{"METRICS_PORT=tcp://10.0.0.7:9090", []string{"--no-monitor"}},
		{"HEALTH_PORT=tcp://10.0.0.7:9090", []string{"--monitor", "off"}},
		{"METRICS_PORT=tcp://10.0.0.7:9090", []string{"--metrics-addr", "127.0.0.1:0", "--health-addr", "127.0.0.1:0"}},
		{"PROPHET_SEED=x", []string{"--no-monitor", "--seed", "3"}},
		{"PROPHET_BASE_LR=x", []string{"--no-monitor", "--base-lr", "0.02"}},
	} {
		cmd := command(t, append([]string{"prophet", "--steps", "10"}, c.args...)...)
		cmd.Env = append(cmd.Env, c.env)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s: %s", c.env, out)
	}
}

// What the program serves by default can all be served at once.
func TestNoTwoDefaultsAreTheSameAddress(t *testing.T) {
	taken := make(map[string]string)
	for _, cmd := range leaves(newRootCommand()) {
		cmd.Flags().VisitAll(func(flag *pflag.Flag) {
			if isAddr(flag.DefValue) {
				require.Empty(t, taken[flag.DefValue], "%s --%s", cmd.Name(), flag.Name)
				taken[flag.DefValue] = cmd.Name() + " --" + flag.Name
			}
		})
	}
	require.Len(t, taken, 3)
}

// A run that goes on shows how it stood, before its next step.
func TestResumedRunShowsWhereItStands(t *testing.T) {
	folder := t.TempDir()
	prophetIn(t, folder, "--steps", "600", "--preset", "adam")
	names := checkpointsIn(t, folder)
	p := startProphet(t, folder, "--resume", filepath.Join("checkpoints", names[0]), "--rate", "1")
	families := p.scrape(t)
	require.Equal(t, 500.0, families["prophet_training_step_total"].GetMetric()[0].GetCounter().GetValue())
	require.Equal(t, 3.0, families["prophet_system_status"].GetMetric()[0].GetGauge().GetValue())
	require.Equal(t, 0.01, families["prophet_learning_rate"].GetMetric()[0].GetGauge().GetValue())
}
