package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
)

// prophetProcess is a running `resonetics prophet` with monitoring on free
// ports.
type prophetProcess struct {
	*exec.Cmd
	errOut          strings.Builder
	metrics, health string
	out             *bufio.Reader
}

func startProphet(t *testing.T, folder string, args ...string) *prophetProcess {
	t.Helper()
	args = append([]string{"prophet", "--metrics-addr", "127.0.0.1:0", "--health-addr", "127.0.0.1:0"}, args...)
	p := &prophetProcess{Cmd: command(t, args...)}
	p.Dir = folder
	p.Stderr = &p.errOut
	pipe, err := p.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.Start())
	t.Cleanup(func() { p.Process.Kill() })
	p.out = bufio.NewReader(pipe)
	for _, line := range []struct {
		text string
		addr *string
	}{{`^metrics: (http://\S+)/metrics\n$`, &p.metrics}, {`^health:  (http://\S+)/healthz`, &p.health}} {
		text, err := p.out.ReadString('\n')
		require.NoError(t, err)
		match := regexp.MustCompile(line.text).FindStringSubmatch(text)
		require.NotNil(t, match, text)
		*line.addr = match[1]
	}
	return p
}

// end waits for the process and returns its exit code and the rest of its output.
func (p *prophetProcess) end(t *testing.T) (int, string) {
	t.Helper()
	rest, err := io.ReadAll(p.out)
	require.NoError(t, err)
	p.Wait()
	return p.ProcessState.ExitCode(), string(rest)
}

func status(url string) int {
	response, err := http.Get(url)
	if err != nil {
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}

func (p *prophetProcess) awaitReady(t *testing.T, want int) {
	t.Helper()
	require.Eventually(t, func() bool { return status(p.health+"/readyz") == want }, 20*time.Second, 2*time.Millisecond)
}

func (p *prophetProcess) scrape(t *testing.T) map[string]*dto.MetricFamily {
	t.Helper()
	response, err := http.Get(p.metrics + "/metrics")
	require.NoError(t, err)
	defer response.Body.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(response.Body)
	require.NoError(t, err)
	return families
}

// checkpointsIn returns the names of the checkpoints in a folder, in order.
func checkpointsIn(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "checkpoints", "*"))
	require.NoError(t, err)
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	return names
}

// finalOf runs to the end in a new folder and returns the final checkpoint.
func finalOf(t *testing.T, steps string, args ...string) []byte {
	t.Helper()
	folder := t.TempDir()
	prophetIn(t, folder, append([]string{"--steps", steps}, args...)...)
	return final(t, folder)
}

func final(t *testing.T, folder string) []byte {
	t.Helper()
	names := checkpointsIn(t, folder)
	require.NotEmpty(t, names)
	content, err := os.ReadFile(filepath.Join(folder, "checkpoints", names[len(names)-1]))
	require.NoError(t, err)
	return content
}

func prophetIn(t *testing.T, folder string, args ...string) string {
	t.Helper()
	cmd := command(t, append([]string{"prophet", "--no-monitor"}, args...)...)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

func TestProphetKeepsTheNewestCheckpoints(t *testing.T) {
	folder := t.TempDir()
	other := filepath.Join(folder, "checkpoints", "prophet-00000000-00000500.ckpt")
	require.NoError(t, os.Mkdir(filepath.Dir(other), 0o755))
	require.NoError(t, os.WriteFile(other, []byte("another run's"), 0o600))
	require.Contains(t, prophetIn(t, folder, "--steps", "4200"), "4,200 steps done")
	names := checkpointsIn(t, folder)
	require.Equal(t, filepath.Base(other), names[0], "files of other runs stay")
	var steps []string
	for _, n := range names[1:] {
		steps = append(steps, regexp.MustCompile(`-(\d+)\.ckpt$`).FindStringSubmatch(n)[1])
	}
	require.Equal(t, []string{"00002000", "00002500", "00003000", "00003500", "00004000", "00004200"}, steps)
}

func TestProphetServesMetrics(t *testing.T) {
	p := startProphet(t, t.TempDir(), "--steps", "700", "--linger", "1m", "--preset", "reference")
	require.Eventually(t, func() bool {
		return p.scrape(t)["prophet_training_step_total"].GetMetric()[0].GetCounter().GetValue() == 700
	}, 20*time.Second, 5*time.Millisecond)
	families := p.scrape(t)
	require.Equal(t, dto.MetricType_COUNTER, families["prophet_training_step_total"].GetType())
	value := func(name string) float64 {
		require.Contains(t, families, name)
		require.Equal(t, dto.MetricType_GAUGE, families[name].GetType())
		return families[name].GetMetric()[0].GetGauge().GetValue()
	}
	require.Positive(t, value("prophet_learning_rate"))
	require.Positive(t, value("prophet_predicted_risk"))
	require.Positive(t, value("prophet_actual_error"))
	require.Zero(t, value("prophet_system_status"), "the reference panics nearly always")
	require.Positive(t, value("prophet_kernel_gap_weight"))
	require.Positive(t, value("prophet_kernel_eps"))
	require.Equal(t, http.StatusOK, status(p.health+"/healthz"))
	require.Equal(t, http.StatusOK, status(p.health+"/readyz"))
	require.NoError(t, p.Process.Signal(os.Interrupt))
	code, _ := p.end(t)
	require.Zero(t, code, "the run is complete: %s", p.errOut.String())
}

func TestReadinessFollowsTheRun(t *testing.T) {
	folder := t.TempDir()
	p := startProphet(t, folder, "--steps", "100000", "--rate", "2")
	require.Equal(t, http.StatusServiceUnavailable, status(p.health+"/readyz"), "before the first step")
	p.awaitReady(t, http.StatusOK)
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	p.awaitReady(t, http.StatusServiceUnavailable)
	code, _ := p.end(t)
	require.Equal(t, exitInterrupted, code)
	require.Regexp(t, `^resonetics: interrupted after \d+ of 100000 steps; go on with --resume checkpoints/prophet-\S+\.ckpt\n$`, p.errOut.String())
	require.Len(t, checkpointsIn(t, folder), 1, "the interrupted run is saved")
}

// A run that was stopped or killed ends with the same bits as one that was not.
func TestResumeBitForBit(t *testing.T) {
	const steps = "20000"
	want := finalOf(t, steps, "--seed", "5")
	require.NotEqual(t, want, finalOf(t, steps, "--seed", "6"))
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			folder := t.TempDir()
			p := startProphet(t, folder, "--steps", steps, "--seed", "5", "--rate", "5000")
			require.Eventually(t, func() bool {
				names, _ := filepath.Glob(filepath.Join(folder, "checkpoints", "prophet-*.ckpt"))
				return len(names) > 0
			}, 20*time.Second, 2*time.Millisecond)
			require.NoError(t, p.Process.Signal(signal))
			p.end(t)
			names, err := filepath.Glob(filepath.Join(folder, "checkpoints", "prophet-*.ckpt"))
			require.NoError(t, err)
			last := names[len(names)-1]
			require.NotContains(t, last, steps, "it was interrupted before its end")
			prophetIn(t, folder, "--resume", last)
			require.True(t, bytes.Equal(want, final(t, folder)))
		})
	}
}

func TestResumedRunKeepsItsSettings(t *testing.T) {
	folder := t.TempDir()
	prophetIn(t, folder, "--steps", "600", "--seed", "9", "--kernel", "off")
	path := filepath.Join("checkpoints", checkpointsIn(t, folder)[0])
	require.Contains(t, prophetIn(t, folder, "--resume", path, "--seed", "9", "--rivals", "on"), "mean reality gap over 100 steps")
	for _, change := range [][]string{{"--seed", "8"}, {"--base-rate", "0.02"}, {"--steps", "700"}, {"--strategy", "adam"}, {"--tune", "off"}, {"--preset", "adam"}, {"--link", "v=1&lab=prophet&seed=9"}} {
		cmd := command(t, append([]string{"prophet", "--no-monitor", "--resume", path}, change...)...)
		cmd.Dir = folder
		out, err := cmd.CombinedOutput()
		require.Error(t, err, change)
		require.Contains(t, string(out), change[0])
	}
}

func TestDamagedCheckpointIsRefused(t *testing.T) {
	good := finalOf(t, "10")
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for says, content := range map[string][]byte{
		"is no checkpoint of a training run, or damaged: ": []byte("nonsense"),
		"the file":                              good[:20],
		"data":                                  good[:len(good)-1],
		"checksum":                              flipped,
		`kernel: state: its version is "0"`:     seal(1, []byte("RKTRAIN0")),
		"no such file":                          nil,
		"ends within its first":                 []byte(formerMagic + "short"),
		"its checksum does not fit its content": slices.Concat([]byte(formerMagic), make([]byte, 40)),
		"it holds 1 bytes of state, and says 0": slices.Concat([]byte(formerMagic), make([]byte, 41)),
	} {
		t.Run(says, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "damaged.ckpt")
			if content != nil {
				require.NoError(t, os.WriteFile(path, content, 0o600))
			}
			r := call(t, "prophet", "--no-monitor", "--resume", path)
			require.Equal(t, exitFailure, r.code)
			require.Contains(t, r.errOut, path)
			require.Contains(t, r.errOut, says)
			require.Empty(t, r.out)
		})
	}
}

// A file is overridden by the environment, and that by flags.
func TestPrecedenceOfSettings(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "run.yaml")
	require.NoError(t, os.WriteFile(path, []byte("seed: 1\nsteps: 20\nbase_lr: 0.02\nmonitor: false\nstrategy: adam\n"), 0o600))
	run := func(env []string, args ...string) string {
		cmd := command(t, append([]string{"prophet"}, args...)...)
		cmd.Env = append(cmd.Env, env...)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	said := run(nil, "--config", path)
	require.Contains(t, said, "line 3: base_lr is now base-rate\n")
	require.Contains(t, said, "adam, seed 1: 20 steps done, last in CRUISE at rate 0.02\n")
	env := []string{"PROPHET_CONFIG=" + path, "PROPHET_SEED=2", "PROPHET_BASE_LR=0.03"}
	require.Contains(t, run(env), "adam, seed 2: 20 steps done, last in CRUISE at rate 0.03\n")
	require.Contains(t, run(env, "--seed", "3", "--base-rate", "0.04"), "adam, seed 3: 20 steps done, last in CRUISE at rate 0.04\n")
	require.Contains(t, run(env, "--strategy", "reference"), "reference, seed 2")
}

func TestPortsFromTheEnvironment(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	_, port, err := net.SplitHostPort(taken.Addr().String())
	require.NoError(t, err)
	for _, variable := range []string{"METRICS_PORT", "HEALTH_PORT"} {
		other := map[string]string{"METRICS_PORT": "HEALTH_PORT", "HEALTH_PORT": "METRICS_PORT"}[variable]
		cmd := command(t, "prophet", "--steps", "10")
		cmd.Env = append(cmd.Env, variable+"="+port, other+"=0")
		out, err := cmd.CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), "127.0.0.1:"+port)
		require.NotContains(t, string(out), "steps done", "refused before training starts")
		require.Empty(t, checkpointsIn(t, cmd.Dir))
	}
}

func TestProphetCSV(t *testing.T) {
	folder := t.TempDir()
	prophetIn(t, folder, "--steps", "30", "--csv", "steps.csv")
	content, err := os.ReadFile(filepath.Join(folder, "steps.csv"))
	require.NoError(t, err)
	require.Equal(t, 31, strings.Count(string(content), "\n"))
	r := call(t, "prophet", "--no-monitor", "--csv", filepath.Join(folder, "steps.csv"))
	require.Equal(t, exitFailure, r.code)
	require.Contains(t, r.errOut, "--force")
}

func TestResumedProphetGoesOnWithItsRows(t *testing.T) {
	folder := t.TempDir()
	prophetIn(t, folder, "--steps", "1200", "--csv", "steps.csv")
	whole := read(t, filepath.Join(folder, "steps.csv"))
	from := filepath.Join("checkpoints", filepath.Base(checkpointsIn(t, folder)[1]))
	require.Contains(t, from, "00001000")
	prophetIn(t, folder, "--resume", from, "--csv", "steps.csv")
	require.Equal(t, whole, read(t, filepath.Join(folder, "steps.csv")))

	prophetIn(t, folder, "--steps", "1200", "--seed", "3", "--csv", "other.csv", "--checkpoint-dir", "others")
	cmd := command(t, "prophet", "--no-monitor", "--resume", from, "--csv", "other.csv")
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "other.csv is of another run")
}

func TestProphetMistakes(t *testing.T) {
	folder := t.TempDir()
	notFolder := filepath.Join(folder, "file")
	require.NoError(t, os.WriteFile(notFolder, nil, 0o600))
	for i, c := range []struct {
		yaml, env, args string
		code            int
		says            []string
	}{
		{yaml: "learning_rate: 1", code: 2, says: []string{"line 1", `unknown key "learning_rate"`, "base-rate"}},
		{yaml: "seed: 1\nbase-rta: 1", code: 2, says: []string{"line 2", `"base-rta"`, "did you mean base-rate?"}},
		{yaml: "steps: many", code: 2, says: []string{"steps", "many", "whole number"}},
		{yaml: "steps: \"20\"", code: 2, says: []string{"steps", "20", "str"}},
		{yaml: "steps: 2.5", code: 2, says: []string{"steps", "2.5", "whole number"}},
		{yaml: "base_lr: [1, 2]", code: 2, says: []string{"base_lr", "a list"}},
		{yaml: "kernel: 1", code: 2, says: []string{"kernel", "on or off"}},
		{yaml: "seed: 1\nseed: 2", code: 2, says: []string{"seed", "twice"}},
		{yaml: "base_lr: 0.01\nbase-rate: 0.02", code: 2, says: []string{"line 2: base-rate", "twice"}},
		{yaml: "kernel: maybe", code: 2, says: []string{"line 1: kernel", "maybe", "on or off"}},
		{yaml: "- seed", code: 2, says: []string{"line 1", "keys with values"}},
		{yaml: "seed: [", code: 2, says: []string{"yaml"}},
		{yaml: "seed: 1\n---\nseed: 2", code: 2, says: []string{"more than one document"}},
		{yaml: "panic_above: 1.5", code: 2, says: []string{"panic_above", "1.5", "0 to 1"}},
		{yaml: "panic_above: .nan", code: 2, says: []string{"panic_above", "0 to 1"}},
		{yaml: "panic: 0.1\nalert: 0.2", code: 2, says: []string{"line 2: alert is 0.2", "line 1: panic", "0.1"}},
		{args: "--alert 0.05 --warning 0.06", code: 2, says: []string{"--warning is 0.06", "--alert, which is 0.05"}},
		{yaml: "panic_above: 2\npanic: 0.5", args: "--panic 0.4", code: 2, says: []string{"twice"}},
		{yaml: "alert: 2", args: "--alert 0.4", code: 2, says: []string{"line 1: alert", "0 to 1"}},
		{yaml: "steps: 20", args: "--link v=1&lab=prophet&seed=3", code: 2, says: []string{"--link", "leave out run.yaml: line 1: steps"}},
		{args: "--link v=1&lab=cluster&seed=3", code: 2, says: []string{"--link", "cluster", "prophet"}},
		{args: "--preset storm", code: 2, says: []string{"--preset", "storm", "reference"}},
		{env: "PROPHET_SEED=x", code: 2, says: []string{"PROPHET_SEED", "x", "whole number"}},
		{env: "PROPHET_BASE_LR=7", code: 2, says: []string{"PROPHET_BASE_LR", "7", "to 1"}},
		{env: "METRICS_PORT=99999", code: 2, says: []string{"METRICS_PORT", "99999", "port"}},
		{env: "HEALTH_PORT=http", code: 2, says: []string{"HEALTH_PORT", "http", "port"}},
		{env: "PROPHET_CONFIG=/nowhere.yaml", code: 1, says: []string{"/nowhere.yaml"}},
		{args: "--steps 0", code: 2, says: []string{"--steps", "from 1"}},
		{args: "--batch-size 5000", code: 2, says: []string{"--batch is", "1,024"}},
		{args: "--base-rate NaN", code: 2, says: []string{"--base-rate", "NaN"}},
		{args: "--base-lr 7", code: 2, says: []string{"--base-rate", "7"}},
		{args: "--no-tune=maybe", code: 2, says: []string{"--no-tune", "maybe", "true or false"}},
		{args: "--strategy oracle", code: 2, says: []string{"--strategy", "oracle", "reference"}},
		{args: "--metrics-addr 8000", code: 2, says: []string{"--metrics-addr", "host:port"}},
		{args: "--linger -1s", code: 2, says: []string{"--linger", "-1s"}},
		{args: "--linger long", code: 2, says: []string{"--linger", "long", "90s"}},
		{args: "--stesp 1", code: 2, says: []string{"did you mean --steps?"}},
		{args: "--checkpoint-dir " + notFolder, code: 1, says: []string{notFolder, "checkpoints"}},
		{args: "--checkpoint-dir /proc/none", code: 1, says: []string{"/proc/none"}},
	} {
		t.Run(fmt.Sprint(i, " ", c.yaml, c.env, c.args), func(t *testing.T) {
			cmd := command(t, append([]string{"prophet"}, strings.Fields(c.args)...)...)
			if !strings.Contains(c.args, "-addr") && !strings.Contains(c.env, "_PORT") {
				cmd.Args = append(cmd.Args, "--no-monitor")
			}
			if c.yaml != "" {
				require.NoError(t, os.WriteFile(filepath.Join(cmd.Dir, "run.yaml"), []byte(c.yaml), 0o600))
				cmd.Args = append(cmd.Args, "--config", "run.yaml")
			}
			if c.env != "" {
				cmd.Env = append(cmd.Env, c.env)
			}
			out, _ := cmd.CombinedOutput()
			require.Equal(t, c.code, cmd.ProcessState.ExitCode(), string(out))
			require.Equal(t, 1, strings.Count(string(out), "\n"), string(out))
			for _, s := range c.says {
				require.Contains(t, string(out), s)
			}
		})
	}
}
