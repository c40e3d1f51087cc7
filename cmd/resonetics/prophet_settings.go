package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"

	"github.com/resonetics/playground/core/kernel"
)

// prophetConfig is everything that a training run is made of.
type prophetConfig struct {
	kernel        kernel.Config
	monitor       bool
	metrics       string // host:port
	health        string // host:port
	checkpointDir string
}

// prophetDefaultSeed is --seed when nobody gives one.
const prophetDefaultSeed = 42

func defaultProphetConfig(s kernel.Strategy) prophetConfig {
	c := prophetConfig{
		kernel: kernel.DefaultConfig(s), monitor: true,
		metrics: "127.0.0.1:8000", health: "127.0.0.1:8080", checkpointDir: "checkpoints",
	}
	c.kernel.Seed = prophetDefaultSeed
	return c
}

// prophetSetting is one setting: its key in the configuration file, its flag
// and variable if it has them, and how a text becomes a value.
type prophetSetting struct {
	key   string
	flag  string // "": none; the flag of a switch turns it off
	env   string // "": none
	kind  string // wants of the value: a YAML scalar of this kind
	wants string
	help  string
	set   func(c *prophetConfig, text string) error
}

// Kinds of values.
const (
	kindWhole  = "int"
	kindNumber = "number"
	kindText   = "text"
	kindSwitch = "switch"
	kindPort   = "port" // only from the environment: it replaces the port of an address
)

const strategyKey = "strategy"

// prophetSettings lists every setting once: file, environment and flags are read
// with this table.
var prophetSettings = []*prophetSetting{
	{key: strategyKey, flag: "strategy", kind: kindText, wants: "one of prophet, reference, adam",
		help: "what decides the learning rate: a forecast of trouble, the published controller, or nothing", set: setStrategy},
	wholeSetting("steps", "steps", 1, 10_000_000, "length of the run", func(c *prophetConfig) *int { return &c.kernel.Steps }),
	wholeSetting("batch_size", "batch-size", 1, 1024, "rows per step", func(c *prophetConfig) *int { return &c.kernel.Batch }),
	{key: "seed", flag: "seed", env: "PROPHET_SEED", kind: kindWhole, wants: (*seedValue)(nil).wants(),
		help: "number that everything random follows from", set: func(c *prophetConfig, text string) error {
			return (*seedValue)(&c.kernel.Seed).Set(text)
		}},
	numberSetting("base_lr", "base-lr", "PROPHET_BASE_LR", kernel.MinRate, kernel.MaxRate, "base learning rate", func(c *prophetConfig) *float64 { return &c.kernel.BaseRate }),
	numberSetting("panic_above", "", "", 0, 1, "smoothed risk above which PANIC begins", func(c *prophetConfig) *float64 { return &c.kernel.Thresholds.Panic }),
	numberSetting("alert_above", "", "", 0, 1, "smoothed risk above which ALERT begins", func(c *prophetConfig) *float64 { return &c.kernel.Thresholds.Alert }),
	numberSetting("warning_above", "", "", 0, 1, "smoothed risk above which WARNING begins", func(c *prophetConfig) *float64 { return &c.kernel.Thresholds.Warning }),
	numberSetting("weight_gap", "", "", 0, 100, "weight of the reality gap", func(c *prophetConfig) *float64 { return &c.kernel.Kernel.R }),
	numberSetting("weight_flow", "", "", 0, 100, "weight of the flow", func(c *prophetConfig) *float64 { return &c.kernel.Kernel.F }),
	numberSetting("weight_structure", "", "", 0, 100, "weight of the structure", func(c *prophetConfig) *float64 { return &c.kernel.Kernel.S }),
	numberSetting("weight_tension", "", "", 0, 100, "weight of the tension", func(c *prophetConfig) *float64 { return &c.kernel.Kernel.T }),
	numberSetting("eps", "", "", kernel.MinEps, 1, "size of the probe that measures flow", func(c *prophetConfig) *float64 { return &c.kernel.Kernel.Eps }),
	numberSetting("period", "", "", 0.01, 1000, "distance of the structure's attractors", func(c *prophetConfig) *float64 { return &c.kernel.Kernel.Period }),
	switchSetting("kernel", "no-kernel", "train on the reality gap alone", func(c *prophetConfig, on bool) { c.kernel.Without.Kernel = !on }),
	switchSetting("tune", "no-tune", "leave wR and ε where they are", func(c *prophetConfig, on bool) { c.kernel.Without.Tune = !on }),
	switchSetting("monitor", "no-monitor", "serve no metrics and no health", func(c *prophetConfig, on bool) { c.monitor = on }),
	{key: "metrics_addr", flag: "metrics-addr", kind: kindText, wants: "host:port", help: "where to serve /metrics; METRICS_PORT sets the port",
		set: func(c *prophetConfig, text string) error { return setAddr(&c.metrics, text) }},
	{key: "health_addr", flag: "health-addr", kind: kindText, wants: "host:port", help: "where to serve /healthz and /readyz; HEALTH_PORT sets the port",
		set: func(c *prophetConfig, text string) error { return setAddr(&c.health, text) }},
	{env: "METRICS_PORT", kind: kindPort, wants: "a port from 0 to 65535", set: func(c *prophetConfig, text string) error { return setPort(&c.metrics, text) }},
	{env: "HEALTH_PORT", kind: kindPort, wants: "a port from 0 to 65535", set: func(c *prophetConfig, text string) error { return setPort(&c.health, text) }},
	{key: "checkpoint_dir", flag: "checkpoint-dir", kind: kindText, wants: "the name of a folder", help: "folder of the checkpoints, made if there is none",
		set: func(c *prophetConfig, text string) error {
			if text == "" {
				return errUnwanted
			}
			c.checkpointDir = text
			return nil
		}},
}

// errUnwanted is a value that the setting does not accept; wants says which it does.
var errUnwanted = errors.New("not accepted")

func wholeSetting(key, flag string, least, most int, help string, field func(*prophetConfig) *int) *prophetSetting {
	v := &wholeValue{min: least, max: most}
	return &prophetSetting{key: key, flag: flag, kind: kindWhole, wants: v.wants(), help: fmt.Sprintf("%s (%s)", help, v.span()),
		set: func(c *prophetConfig, text string) error { return (&wholeValue{field(c), least, most}).Set(text) }}
}

func numberSetting(key, flag, env string, least, most float64, help string, field func(*prophetConfig) *float64) *prophetSetting {
	span := fmt.Sprintf("%g to %g", least, most)
	return &prophetSetting{key: key, flag: flag, env: env, kind: kindNumber, wants: "a number from " + span, help: fmt.Sprintf("%s (%s)", help, span),
		set: func(c *prophetConfig, text string) error {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || math.IsNaN(v) || v < least || v > most {
				return errUnwanted
			}
			*field(c) = v
			return nil
		}}
}

func switchSetting(key, flag, help string, set func(c *prophetConfig, on bool)) *prophetSetting {
	return &prophetSetting{key: key, flag: flag, kind: kindSwitch, wants: "true or false", help: help,
		set: func(c *prophetConfig, text string) error {
			on, err := strconv.ParseBool(text)
			set(c, on)
			return err
		}}
}

// setStrategy only checks: the strategy chooses the defaults, before anything
// else is set.
func setStrategy(_ *prophetConfig, text string) error {
	_, err := kernel.ParseStrategy(text)
	return err
}

func setAddr(addr *string, text string) error {
	_, port, err := net.SplitHostPort(text)
	if err != nil || !isPort(port) {
		return errUnwanted
	}
	*addr = text
	return nil
}

func setPort(addr *string, text string) error {
	host, _, err := net.SplitHostPort(*addr)
	if err != nil || !isPort(text) {
		return errUnwanted
	}
	*addr = net.JoinHostPort(host, text)
	return nil
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// given is a value that somebody gave, with where it was.
type given struct {
	setting     *prophetSetting
	text, where string
}

func (g given) apply(c *prophetConfig) error {
	if g.setting.set(c, g.text) != nil {
		return usagef("%s is %q, want %s", g.where, g.text, g.setting.wants)
	}
	return nil
}

// addSettingFlags adds the flags of the table to cmd.
func addSettingFlags(cmd *cobra.Command) {
	initial := defaultProphetConfig(kernel.Prophet)
	k := initial.kernel
	defaults := map[string]string{
		strategyKey: k.Strategy.String(), "steps": strconv.Itoa(k.Steps), "batch_size": strconv.Itoa(k.Batch),
		"seed": strconv.FormatUint(k.Seed, 10), "base_lr": fmt.Sprint(k.BaseRate),
		"metrics_addr": initial.metrics, "health_addr": initial.health, "checkpoint_dir": initial.checkpointDir,
	}
	for _, s := range prophetSettings {
		switch {
		case s.flag == "":
		case s.kind == kindSwitch:
			cmd.Flags().Bool(s.flag, false, s.help)
		default:
			cmd.Flags().Var(&settingValue{s, defaults[s.key]}, s.flag, s.help)
		}
	}
	completeWords(cmd, strategyKey, []string{"prophet", "reference", "adam"})
}

// settingValue is the flag of a setting.
type settingValue struct {
	setting *prophetSetting
	text    string
}

func (v *settingValue) Set(text string) error {
	v.text = text
	scratch := defaultProphetConfig(kernel.Prophet)
	return v.setting.set(&scratch, text)
}

func (v *settingValue) String() string { return v.text }
func (v *settingValue) Type() string   { return v.setting.kind }
func (v *settingValue) wants() string  { return v.setting.wants }

// flagSettings returns what the flags of cmd give.
func flagSettings(cmd *cobra.Command) []given {
	var all []given
	for _, s := range prophetSettings {
		var f *pflag.Flag
		if s.flag != "" {
			f = cmd.Flags().Lookup(s.flag)
		}
		if f == nil || !f.Changed {
			continue
		}
		text, where := f.Value.String(), "--"+s.flag
		if s.kind == kindSwitch { // --no-x turns x off
			text, where = strconv.FormatBool(text != "true"), s.key+" (by "+where+")"
		}
		all = append(all, given{s, text, where})
	}
	return all
}

// envSettings returns what the environment gives. An empty variable gives
// nothing.
func envSettings(getenv func(string) string) []given {
	var all []given
	for _, s := range prophetSettings {
		if s.env == "" {
			continue
		}
		if text := getenv(s.env); text != "" {
			all = append(all, given{s, text, s.env})
		}
	}
	return all
}

// fileSettings returns what a YAML file gives: one mapping of known keys to
// values of their kind, each at most once.
func fileSettings(path string) ([]given, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	defer file.Close()
	decoder := yaml.NewDecoder(file)
	var document yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, usagef("%s: %w", path, err)
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, usagef("%s holds more than one document", path)
	}
	root := document.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, usagef("%s: line %d: want keys with values, like base_lr: 0.01", path, root.Line)
	}
	var all []given
	for i := 0; i+1 < len(root.Content); i += 2 {
		g, err := fileSetting(path, root.Content[i], root.Content[i+1])
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(all, func(o given) bool { return o.setting == g.setting }) {
			return nil, usagef("%s is there twice", g.where)
		}
		all = append(all, g)
	}
	return all, nil
}

func fileSetting(path string, key, value *yaml.Node) (given, error) {
	var known []string
	for _, s := range prophetSettings {
		if s.key == "" {
			continue
		}
		known = append(known, s.key)
		if s.key != key.Value {
			continue
		}
		g := given{s, value.Value, fmt.Sprintf("%s: line %d: %s", path, key.Line, s.key)}
		if value.Kind != yaml.ScalarNode || !slices.Contains(yamlTags[s.kind], value.Tag) {
			return given{}, usagef("%s is %s, want %s", g.where, describe(value), s.wants)
		}
		return g, nil
	}
	return given{}, usagef("%s: line %d: unknown key %q; %s", path, key.Line, key.Value,
		suggestion(key.Value, known, "", "known are "+strings.Join(known, ", ")))
}

// yamlTags are the types of YAML values that each kind takes.
var yamlTags = map[string][]string{
	kindWhole: {"!!int"}, kindNumber: {"!!int", "!!float"}, kindText: {"!!str"}, kindSwitch: {"!!bool"},
}

func describe(value *yaml.Node) string {
	switch value.Kind {
	case yaml.ScalarNode:
		return fmt.Sprintf("%q (%s)", value.Value, strings.TrimPrefix(value.Tag, "!!"))
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	return "an alias"
}

// settle applies what was given, later ones over earlier ones, to the defaults of
// the strategy that was given last.
func settle(all []given) (prophetConfig, error) {
	strategy := kernel.Prophet
	for _, g := range all {
		if g.setting.key != strategyKey {
			continue
		}
		s, err := kernel.ParseStrategy(g.text)
		if err != nil {
			return prophetConfig{}, usagef("%s is %q, want %s", g.where, g.text, g.setting.wants)
		}
		strategy = s
	}
	c := defaultProphetConfig(strategy)
	for _, g := range all {
		if err := g.apply(&c); err != nil {
			return c, err
		}
	}
	t := c.kernel.Thresholds
	for _, pair := range []struct {
		low, high   string
		lower, most float64
	}{{"alert_above", "panic_above", t.Alert, t.Panic}, {"warning_above", "alert_above", t.Warning, t.Alert}} {
		if pair.lower > pair.most {
			return c, usagef("%s is %g, want at most %s, which is %g", pair.low, pair.lower, pair.high, pair.most)
		}
	}
	if err := c.kernel.Validate(); err != nil {
		return c, usagef("%w", err)
	}
	return c, nil
}

// resumeConfig applies what was given to a run that has begun with k. What would
// change the run is refused.
func resumeConfig(k kernel.Config, all []given) (prophetConfig, error) {
	c := defaultProphetConfig(k.Strategy)
	c.kernel = k
	for _, g := range all {
		if err := g.apply(&c); err != nil {
			return c, err
		}
		if c.kernel != k || g.setting.key == strategyKey && g.text != k.Strategy.String() {
			return c, usagef("%s is %q, which is not what the checkpoint's run began with; leave it out or start a new run", g.where, g.text)
		}
	}
	return c, nil
}
