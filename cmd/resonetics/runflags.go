package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/lab"
)

// runFlags are the flags that describe a run: one per parameter of a lab's
// catalog, a preset, the seed, and a shared link in place of all of them.
type runFlags struct {
	lab    lab.Lab
	params map[string]*paramValue
	preset string
	link   string
	seed   uint64
}

// paramValue is the flag of one parameter.
type paramValue struct {
	param *lab.Param
	text  string
}

// addRunFlags adds the flags of l to cmd, except for the parameters named in
// without.
func addRunFlags(cmd *cobra.Command, l lab.Lab, without ...string) *runFlags {
	f := &runFlags{lab: l, params: make(map[string]*paramValue)}
	catalog := l.Catalog()
	for i := range catalog.Params {
		f.add(cmd, &catalog.Params[i])
	}
	for _, key := range without {
		delete(f.params, key)
		cmd.Flags().Lookup(key).Hidden = true
	}
	defaults := lab.NewConfig(l)
	seedFlag(cmd.Flags(), &f.seed, defaults.Seed)
	if presets := presetKeys(catalog); len(presets) > 0 {
		wordFlag(cmd, &f.preset, "preset", "", presets, "start from a named set of values; other flags change single ones")
	}
	return f
}

// addLinkFlag adds --link.
func (f *runFlags) addLinkFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.link, "link", "", "replay a shared link (the part behind #, or the whole address)")
}

func (f *runFlags) add(cmd *cobra.Command, p *lab.Param) {
	v := &paramValue{p, p.Format(p.Default)}
	f.params[p.Key] = v
	flag := cmd.Flags().VarPF(v, p.Key, "", fmt.Sprintf("%s (%s)", p.Help, p.Range()))
	switch p.Kind {
	case lab.Bool:
		flag.NoOptDefVal = "on"
		completeWords(cmd, p.Key, []string{"on", "off"})
	case lab.Choice:
		completeWords(cmd, p.Key, optionKeys(p))
	}
}

func (v *paramValue) Set(text string) error {
	_, err := v.param.Parse(text)
	if err == nil {
		v.text = text
	}
	return err
}

func (v *paramValue) wants() string {
	if v.param.Kind == lab.Int {
		return "a whole number, " + v.param.Range()
	}
	return v.param.Range()
}
func (v *paramValue) String() string { return v.text }
func (v *paramValue) Type() string   { return v.param.Kind.String() }

// run returns the run that the flags describe.
func (f *runFlags) run(cmd *cobra.Command) (lab.Run, error) {
	if f.link != "" {
		return f.shared(cmd)
	}
	config := lab.NewConfig(f.lab)
	config.Seed = f.seed
	for _, p := range f.lab.Catalog().Presets {
		if p.Key != f.preset {
			continue
		}
		for key, value := range p.Values {
			if err := config.Set(key, value); err != nil {
				return lab.Run{}, fmt.Errorf("preset %s: %w", p.Key, err)
			}
		}
	}
	for key, v := range f.params {
		if !cmd.Flags().Changed(key) {
			continue
		}
		if err := config.SetText(key, v.text); err != nil {
			return lab.Run{}, usageError{err}
		}
	}
	return lab.Run{Config: config}, nil
}

// shared returns the run behind --link, which leaves nothing to other flags.
func (f *runFlags) shared(cmd *cobra.Command) (lab.Run, error) {
	var err error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if _, ok := f.params[flag.Name]; ok || flag.Name == "seed" || flag.Name == "preset" {
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
	if run.Config.Lab != f.lab {
		return lab.Run{}, usagef("--link is for lab %s, and this command is for %s", run.Config.Lab.Catalog().Key, f.lab.Catalog().Key)
	}
	return run, nil
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
