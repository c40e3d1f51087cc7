package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/cmd/resonetics/internal/monitor"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/internal/files"
)

// drainTime is how long a process that was interrupted keeps answering, with
// /readyz at 503, so that a load balancer stops sending work.
const drainTime = time.Second

// prophetCommand are the flags of `prophet` that are no settings of the run.
type prophetCommand struct {
	settings            *prophetSettings // of the flags alone
	config, resume, csv string
	force               bool
	rate                int
	linger              time.Duration
}

func newProphetCommand() *cobra.Command {
	p := new(prophetCommand)
	cmd := &cobra.Command{
		Use:   "prophet",
		Short: "Train on a drifting target, with a forecast of trouble",
		Long: "Train a network on a drifting target, while Prometheus metrics and health are served on the loopback. The same flags\n" +
			"and seed give the same run as the first of the Prophet lab's on the page. Settings come from the defaults or --preset,\n" +
			"then a YAML file (--config, or PROPHET_CONFIG), then the environment (PROPHET_SEED, PROPHET_BASE_LR, METRICS_PORT,\n" +
			"HEALTH_PORT), then flags; the later wins. The keys of the file are the names of the flags: those of the lab's parameters\n" +
			"(see resonetics params --lab prophet), " + strings.Join(terminalSettings, ", ") + ". Former spellings are still read.\n" +
			"--strategy changes only what no parameter says; the published controller with its own threshold is --preset reference,\n" +
			"and a fixed rate without kernel and tuner is --preset adam.\n\n" +
			fmt.Sprintf("Checkpoints are written every %d steps, at the end, and on Ctrl-C and SIGTERM; the newest %d are kept. --resume continues\n", checkpointEvery, checkpointsKept) +
			"one bit for bit. A run as fast as it can is over in a moment: --rate slows it down, and --linger keeps serving after it.\n" +
			"/readyz answers 503 until the first step is done and again while shutting down; after an interruption it does so for " + drainTime.String() + ".\n" +
			"Exit code: 0 when the run is complete, 130 when it was interrupted, 2 for a wrong setting, 1 for anything else.",
		Example: "  resonetics prophet --steps 2000\n" +
			"  resonetics prophet --rate 50 --linger 10m --metrics-addr 127.0.0.1:9100\n" +
			"  resonetics prophet --resume checkpoints/prophet-0123abcd-00001500.ckpt",
		Args: noArgs,
		RunE: p.run,
	}
	flags := cmd.Flags()
	p.settings = addProphetSettings(cmd)
	fileFlag(flags, &p.config, "config", "", "YAML file with settings")
	fileFlag(flags, &p.resume, "resume", "", "continue the run of this checkpoint")
	fileFlag(flags, &p.csv, "csv", "", "write one row per step to this file; with --resume, go on with it")
	flags.BoolVar(&p.force, "force", false, "overwrite the file of --csv if it exists")
	wholeFlag(flags, &p.rate, "rate", 0, 0, 1_000_000, "steps per second; 0 is as fast as possible")
	flags.Var(&value[time.Duration]{&p.linger, "duration", "a length of time like 90s or 10m, not negative", func(text string) (time.Duration, bool) {
		d, err := time.ParseDuration(text)
		return d, err == nil && d >= 0
	}, time.Duration.String}, "linger", "keep serving for this time after the last step, or until interrupted")
	return cmd
}

func (p *prophetCommand) run(cmd *cobra.Command, _ []string) (err error) {
	type prepared struct {
		*kernelRun
		*prophetSettings
	}
	ready, err := files.Wait(cmd.Context(), func() (prepared, error) {
		run, settings, err := p.prepare()
		return prepared{run, settings}, err
	})
	if err != nil {
		return err
	}
	run, settings := ready.kernelRun, ready.prophetSettings
	for _, notice := range p.settings.notices {
		fmt.Fprintln(cmd.ErrOrStderr(), "resonetics: "+notice)
	}
	r := &prophetRun{run: run, began: run.Steps(), out: cmd.OutOrStdout(), progress: newProgress(cmd)}
	if err := p.served(settings); err != nil {
		return err
	}
	if r.saves, err = openCheckpoints(settings.checkpoints, run.Config()); err != nil {
		return err
	}
	if settings.monitor {
		last := run.Signals()
		if r.monitor, err = monitor.Listen(settings.metrics, settings.health, run.Steps(), &last, time.Now); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.monitor.Close(context.Background())) }()
		metrics, health := r.monitor.Addresses()
		fmt.Fprintf(r.out, "metrics: http://%s/metrics\nhealth:  http://%s/healthz and /readyz\n", metrics, health)
	}
	if p.csv != "" {
		if r.rows, err = files.Wait(cmd.Context(), func() (*prophetCSV, error) { return p.openRows(run) }); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.rows.Close()) }()
	}
	if p.rate > 0 {
		ticker := time.NewTicker(time.Second / time.Duration(p.rate))
		defer ticker.Stop()
		r.pace = ticker.C
	}
	return r.serve(cmd.Context(), p.linger)
}

// served refuses flags about the monitor of a run that has none. A file or the environment
// may go on naming its addresses.
func (p *prophetCommand) served(settings *prophetSettings) error {
	if settings.monitor {
		return nil
	}
	for _, name := range []string{"linger", "metrics-addr", "health-addr"} {
		if p.settings.flags.Changed(name) {
			return usagef("--%s is for the monitor, which is off; leave out one of them", name)
		}
	}
	return nil
}

// prepare returns the run that the settings, or a checkpoint, describe.
func (p *prophetCommand) prepare() (*kernelRun, *prophetSettings, error) {
	settings, err := p.settled(os.Getenv)
	if err != nil {
		return nil, nil, err
	}
	if p.resume == "" {
		if err := p.allRead(settings); err != nil {
			return nil, nil, err
		}
		run, err := settings.start()
		return run, settings, err
	}
	run, err := openCheckpoint(p.resume)
	if err != nil {
		return nil, nil, err
	}
	return run, settings, settings.agree(run)
}

// allRead refuses flags that change nothing, and remembers to say it of settings from a
// file or the environment, which may be of several runs.
func (p *prophetCommand) allRead(settings *prophetSettings) error {
	c, err := settings.configured()
	if err != nil {
		return err
	}
	if p.settings.flags.Changed(prophet.KeyRivals) {
		return usagef("--%s changes nothing in a terminal, which trains the chosen strategy alone; leave it out", prophet.KeyRivals)
	}
	if err := c.Set(prophet.KeyRivals, 0); err != nil {
		return err
	}
	for _, u := range settings.unread(c) {
		if !strings.HasPrefix(u.named, "--") {
			p.settings.notices = append(p.settings.notices, fmt.Sprintf("%s changes nothing where %s", u.named, u.where))
		}
	}
	return settings.runFlags.allRead(c)
}

// settled returns the settings that file, environment and flags give.
func (p *prophetCommand) settled(getenv func(string) string) (*prophetSettings, error) {
	var all []given
	if path := cmp.Or(p.config, getenv("PROPHET_CONFIG")); path != "" {
		var err error
		if all, err = p.settings.fromFile(path); err != nil {
			return nil, err
		}
	}
	return settle(slices.Concat(all, fromEnv(getenv), p.settings.fromFlags()))
}
