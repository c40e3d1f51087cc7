package main

import (
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab/prophet"
)

// prophetSettings are what `resonetics prophet` is configured by: the parameters of the
// lab, the seed, and what only a terminal has. Each is a flag, and a key of the settings
// file; prophetEnv says which have a variable of the environment.
type prophetSettings struct {
	*runFlags
	monitor         bool
	metrics, health string // host:port
	checkpoints     string // folder
	notices         []string
}

// terminalSettings are those that the lab does not have.
var terminalSettings = []string{"seed", "monitor", "metrics-addr", "health-addr", "checkpoint-dir"}

// prophetEnv is which setting each variable of the environment gives.
var prophetEnv = []struct{ variable, key, what string }{
	{"PROPHET_SEED", "seed", "seed"},
	{"PROPHET_BASE_LR", "base-rate", "base-rate"},
	{"METRICS_PORT", "metrics-port", "the port of metrics-addr"},
	{"HEALTH_PORT", "health-port", "the port of health-addr"},
}

// addProphetSettings adds the flags of the settings, with their former spellings.
func addProphetSettings(cmd *cobra.Command) *prophetSettings {
	s := &prophetSettings{
		runFlags: addRunFlags(cmd, prophet.Lab),
		monitor:  true, metrics: "127.0.0.1:8000", health: "127.0.0.1:8081", checkpoints: "checkpoints",
	}
	s.flags.Var(switchValue(&s.monitor), "monitor", "serve metrics and health (on or off)")
	s.flags.Var(addrValue(&s.metrics), "metrics-addr", "where to serve /metrics; METRICS_PORT sets the port")
	s.flags.Var(addrValue(&s.health), "health-addr", "where to serve /healthz and /readyz; HEALTH_PORT sets the port")
	s.flags.Var(textValue(&s.checkpoints, "text", "the name of a folder", notEmpty), "checkpoint-dir", "folder of the checkpoints, made if there is none")
	completeWords(cmd, "monitor", []string{"on", "off"})
	for _, key := range []string{"monitor", "kernel", "tune"} {
		off := s.flags.VarPF(&offValue{s, key}, "no-"+key, "", "the same as --"+key+" off")
		off.NoOptDefVal, off.Hidden = "true", key != "monitor"
	}
	s.flags.SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if now := s.now(name); now != "" && now != name {
			s.renamed("--"+name, "--"+now)
			name = now
		}
		return pflag.NormalizedName(name)
	})
	return s
}

// now returns the present key of a setting that is or was called name; empty where there
// is none.
func (s *prophetSettings) now(name string) string {
	for key, v := range s.params {
		if v.params[0].Is(name) {
			return key
		}
	}
	if name = strings.ReplaceAll(name, "_", "-"); slices.Contains(terminalSettings, name) {
		return name
	}
	return ""
}

// renamed remembers to say that a former spelling was used.
func (s *prophetSettings) renamed(former, now string) {
	if notice := former + " is now " + now; !slices.Contains(s.notices, notice) {
		s.notices = append(s.notices, notice)
	}
}

// given is a value that was given to a setting, with where it was.
type given struct{ key, text, where string }

// fromFlags returns what the flags give.
func (s *prophetSettings) fromFlags() []given {
	var all []given
	s.flags.Visit(func(flag *pflag.Flag) {
		if s.fixes(flag.Name) || slices.Contains(terminalSettings, flag.Name) {
			all = append(all, given{flag.Name, flag.Value.String(), "--" + flag.Name})
		}
	})
	return all
}

// fromEnv returns what the environment gives. An empty variable gives nothing.
func fromEnv(getenv func(string) string) []given {
	var all []given
	for _, e := range prophetEnv {
		if text := getenv(e.variable); text != "" {
			all = append(all, given{e.key, text, e.variable})
		}
	}
	return all
}

// replaced reports whether g is of the environment and nothing reads it: because a flag gives
// the same, or the address of which it is the port, or because nothing is served.
func (g given) replaced(all []given) bool {
	if !strings.HasSuffix(g.where, "_PORT") && !strings.HasPrefix(g.where, "PROPHET_") {
		return false
	}
	key := strings.Replace(g.key, "-port", "-addr", 1)
	monitor := true
	for _, other := range all {
		if other.key == key && strings.HasPrefix(other.where, "--") {
			return true
		}
		if other.key == "monitor" {
			monitor = other.text != "off" && other.text != "false" && other.text != "0"
		}
	}
	return key != g.key && !monitor
}

// settle returns the settings that follow from what was given, the later over the
// earlier. It refuses a wrong value even where a later one replaces it; but not one of the
// environment, which others write to as well: Kubernetes sets METRICS_PORT to an address for
// a Service of that name. Such a one counts only where it is read.
func settle(all []given) (*prophetSettings, error) {
	s := addProphetSettings(new(cobra.Command))
	s.where = make(map[string]string)
	s.flags.Var(portValue(&s.metrics), "metrics-port", "") // the environment's alone
	s.flags.Var(portValue(&s.health), "health-port", "")
	read := slices.DeleteFunc(slices.Clone(all), func(g given) bool { return g.replaced(all) })
	for _, g := range read {
		if err := s.flags.Set(g.key, g.text); err != nil {
			return nil, invalidValue(g.where, err)
		}
		s.where[g.key] = g.where
	}
	return s, nil
}

// start returns the run that the settings describe, before its first step.
func (s *prophetSettings) start() (*kernelRun, error) {
	c, err := s.configured()
	if err == nil {
		err = errors.Join(s.inOrder(c, "alert", "panic"), s.inOrder(c, "warning", "alert"))
	}
	if err != nil {
		return nil, err
	}
	t, err := kernel.NewTrainer(prophet.Trainer(c, 0))
	return &kernelRun{t, c.Seed}, err
}

// agree refuses what would change a run that has begun.
func (s *prophetSettings) agree(r *kernelRun) error {
	c, err := s.configured()
	k := r.Config()
	fields := k.Fields()
	s.flags.Visit(func(flag *pflag.Flag) {
		same := true
		switch name := flag.Name; {
		case err != nil:
			return
		case name == "preset" || name == "link":
			err = usagef("--resume already fixes the whole run; leave out --%s", name)
		case name == "seed":
			same = c.Seed == r.seed
		case s.params[name] != nil && name != prophet.KeyRivals: // it is no part of this run
			same = c.Get(name) == fields.Must(name).Get()
		}
		if !same {
			err = usagef("%s is %q, which is not what the checkpoint's run began with; leave it out or start a new run", s.named(flag.Name), flag.Value.String())
		}
	})
	return err
}

// switchValue is a flag that is on or off.
func switchValue(to *bool) *value[bool] {
	return &value[bool]{to, "switch", field.Field{Value: to}.Accepted(), func(text string) (on, ok bool) {
		err := field.Field{Value: &on}.SetText(text)
		return on, err == nil
	}, func(on bool) string { return field.Field{Value: &on}.Text() }}
}

// addrValue is a flag for a host and a port.
func addrValue(to *string) *value[string] { return textValue(to, "text", "host:port", isAddr) }

func isAddr(text string) bool {
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	return err == nil
}

// portValue replaces the port of an address.
func portValue(addr *string) *value[string] {
	return &value[string]{addr, "port", "a port from 0 to 65535", func(text string) (string, bool) {
		host, _, _ := net.SplitHostPort(*addr) // it was checked
		moved := net.JoinHostPort(host, text)
		return moved, isAddr(moved)
	}, func(string) string { return "" }}
}

// offValue is a flag, without a value, that switches another off.
type offValue struct {
	settings *prophetSettings
	key      string
}

func (v *offValue) Set(text string) error {
	off, err := strconv.ParseBool(text)
	if err != nil {
		return err
	}
	if v.key != "monitor" {
		v.settings.renamed("--no-"+v.key, "--"+v.key+" off")
	}
	return v.settings.flags.Set(v.key, strconv.FormatBool(!off))
}

func (v *offValue) String() string { return "false" }
func (v *offValue) Type() string   { return "bool" }
