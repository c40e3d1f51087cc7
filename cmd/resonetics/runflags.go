package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/lab"
)

// runFlags are the flags that describe a run: one per parameter of a lab's
// catalog, a preset, the seed, and a shared link in place of all of them.
type runFlags struct {
	labs   []*lab.Catalog // that the command knows
	lab    string         // key of the one that was chosen
	params map[string]*paramValue
	preset string
	link   string
	seed   uint64
}

// paramValue is the flag of one parameter. Labs may have parameters of the same
// name; which of them is meant is known when all flags have been read.
type paramValue struct {
	param *lab.Param // of the first lab that has it
	text  string
}

// addRunFlags adds the flags of l to cmd.
func addRunFlags(cmd *cobra.Command, l lab.Lab) *runFlags { return addFlags(cmd, l.Catalog()) }

// addLabFlags adds the flags of all labs, and --lab.
func addLabFlags(cmd *cobra.Command) *runFlags {
	f := addFlags(cmd, lab.Labs()...)
	wordFlag(cmd, &f.lab, "lab", f.lab, labKeys(), "lab to open")
	return f
}

func addFlags(cmd *cobra.Command, labs ...*lab.Catalog) *runFlags {
	f := &runFlags{labs: labs, lab: labs[0].Key, params: make(map[string]*paramValue)}
	var presets []string
	for _, c := range labs {
		for i := range c.Params {
			f.add(cmd, &c.Params[i])
		}
		presets = append(presets, presetKeys(c)...)
	}
	seedFlag(cmd.Flags(), &f.seed, lab.NewConfig(labs[0].Lab).Seed)
	wordFlag(cmd, &f.preset, "preset", "", presets, "start from a named set of values; other flags change single ones")
	return f
}

// addLinkFlag adds --link.
func (f *runFlags) addLinkFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.link, "link", "", "replay a shared link (the part behind #, or the whole address)")
}

func (f *runFlags) add(cmd *cobra.Command, p *lab.Param) {
	if f.params[p.Key] != nil {
		return
	}
	v := &paramValue{p, p.Format(p.Default)}
	f.params[p.Key] = v
	cmd.Flags().Var(v, p.Key, fmt.Sprintf("%s (%s)", p.Help, p.Range()))
	switch p.Kind {
	case lab.Bool:
		completeWords(cmd, p.Key, []string{"on", "off"})
	case lab.Choice:
		completeWords(cmd, p.Key, optionKeys(p))
	}
}

func (v *paramValue) Set(text string) error {
	v.text = text
	return nil
}

func (v *paramValue) String() string { return v.text }
func (v *paramValue) Type() string {
	if v.param.Kind == lab.Bool {
		return "switch"
	}
	return v.param.Kind.String()
}

// run returns the run that the flags describe.
func (f *runFlags) run(cmd *cobra.Command) (lab.Run, error) {
	if f.link != "" {
		return f.shared(cmd)
	}
	l, err := lab.LabByKey(f.lab)
	if err != nil {
		return lab.Run{}, err
	}
	config := lab.NewConfig(l)
	if cmd.Flags().Changed("seed") { // each lab begins with one of its own
		config.Seed = f.seed
	}
	if f.preset != "" {
		if err := applyPreset(&config, f.preset); err != nil {
			return lab.Run{}, err
		}
	}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if v := f.params[flag.Name]; v != nil && err == nil {
			err = config.SetText(flag.Name, v.text)
		}
	})
	if err != nil {
		return lab.Run{}, f.usage(err)
	}
	return lab.Run{Config: config}, nil
}

// usage is the error of flags. What begins with the key of a parameter is about the
// flag of that name.
func (f *runFlags) usage(err error) error {
	if key, _, _ := strings.Cut(err.Error(), " "); f.params[key] != nil {
		return usagef("--%w", err)
	}
	return usagef("%w", err)
}

func applyPreset(config *lab.Config, key string) error {
	catalog := config.Lab.Catalog()
	values := valuesOf(catalog, key)
	if values == nil {
		return usagef("--preset is %q, which lab %s has not; it has %s", key, catalog.Key, strings.Join(presetKeys(catalog), ", "))
	}
	for param, value := range values {
		if err := config.Set(param, value); err != nil {
			return fmt.Errorf("preset %s: %w", key, err)
		}
	}
	return nil
}

// valuesOf returns what a preset sets; nil where the lab has none of that name.
func valuesOf(c *lab.Catalog, key string) map[string]float64 {
	for _, p := range c.Presets {
		if p.Key == key {
			return p.Values
		}
	}
	return nil
}

// shared returns the run behind --link, which leaves nothing to other flags.
func (f *runFlags) shared(cmd *cobra.Command) (lab.Run, error) {
	var err error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if f.params[flag.Name] != nil || flag.Name == "lab" || flag.Name == "seed" || flag.Name == "preset" {
			err = usagef("--link already fixes the whole run; leave out --%s", flag.Name)
		}
	})
	if err != nil {
		return lab.Run{}, err
	}
	link := f.link
	if i := strings.IndexByte(link, '#'); i >= 0 {
		link = link[i:]
	}
	run, err := lab.ParseLink(link)
	if err != nil {
		return lab.Run{}, usagef("--link: %s", strings.TrimPrefix(err.Error(), "link: "))
	}
	catalog := run.Config.Lab.Catalog()
	if !slices.Contains(f.labs, catalog) {
		return lab.Run{}, usagef("--link is for lab %s, and this command is for %s", catalog.Key, f.lab)
	}
	return run, nil
}

func labKeys() []string {
	var keys []string
	for _, c := range lab.Labs() {
		keys = append(keys, c.Key)
	}
	return keys
}

func presetKeys(c *lab.Catalog) []string {
	var keys []string
	for _, p := range c.Presets {
		keys = append(keys, p.Key)
	}
	return keys
}

func optionKeys(p *lab.Param) []string {
	var keys []string
	for _, o := range p.Options {
		keys = append(keys, o.Key)
	}
	return keys
}
