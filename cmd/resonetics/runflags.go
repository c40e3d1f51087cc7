package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// runFlags are the flags that describe a run: one per parameter of a lab, a preset, the
// seed, and a shared link in place of all of them.
type runFlags struct {
	flags   *pflag.FlagSet
	labs    lab.List // that the command knows
	lab     string   // key of the one that was chosen
	params  map[string]*paramValue
	preset  string
	link    string
	seed    uint64
	program string            // the file of the program that acts; empty where none does
	where   map[string]string // of values that were not given as flags
}

// paramValue is the flag of a parameter. Labs may have parameters of the same key; which
// of them is meant is known when all flags have been read.
type paramValue struct {
	labs   lab.List // that have it
	params []*lab.Param
	text   string
}

// addRunFlags adds the flags of l to cmd.
func addRunFlags(cmd *cobra.Command, l *lab.Lab) *runFlags { return addFlags(cmd, lab.List{l}) }

// addLabFlags adds the flags of all labs, and --lab.
func addLabFlags(cmd *cobra.Command) *runFlags {
	f := addFlags(cmd, labs.All)
	wordFlag(cmd, &f.lab, "lab", f.lab, labs.All.Keys(), "lab to open")
	return f
}

func addFlags(cmd *cobra.Command, known lab.List) *runFlags {
	f := &runFlags{flags: cmd.Flags(), labs: known, lab: known[0].Key, params: make(map[string]*paramValue)}
	var presets []string
	for _, l := range known {
		for i := range l.Params {
			p := &l.Params[i]
			if f.params[p.Key] == nil {
				f.params[p.Key] = new(paramValue)
			}
			v := f.params[p.Key]
			v.labs, v.params = append(v.labs, l), append(v.params, p)
		}
		presets = append(presets, presetKeys(l)...)
	}
	f.define(cmd)
	seedFlag(f.flags, &f.seed, known[0].Seed)
	wordFlag(cmd, &f.preset, "preset", "", presets, "start from a named set of values; other flags change single ones")
	linkFlag(f.flags, &f.link, "take the run of a shared link")
	return f
}

// define adds the flags of all parameters.
func (f *runFlags) define(cmd *cobra.Command) {
	for key, v := range f.params {
		f.flags.Var(v, key, v.usage())
		f.flags.Lookup(key).DefValue = v.initial()
		if words := v.words(); words != nil {
			completeWords(cmd, key, words)
		}
	}
}

// usage says what the parameter is and accepts; where several labs have it, for each.
func (v *paramValue) usage() string {
	if len(v.params) == 1 {
		text := fmt.Sprintf("%s (%s)", v.params[0].Help, v.params[0].Range())
		if v.programs() {
			text += "; " + orFile
		}
		return text
	}
	var each []string
	for i, p := range v.params {
		each = append(each, fmt.Sprintf("%s: %s (%s, default %s)", v.labs[i].Label, p.Help, p.Range(), p.Text()))
	}
	return strings.Join(each, " ")
}

// initial is the default as help shows it; empty where the usage says several.
func (v *paramValue) initial() string {
	if len(v.params) == 1 {
		return v.params[0].Text()
	}
	return ""
}

// words are what the flag is completed with.
func (v *paramValue) words() []string {
	switch p := v.params[0]; p.Kind() {
	case field.Bool:
		return []string{"on", "off"}
	case field.Choice:
		return p.Choices
	}
	return nil
}

func (v *paramValue) Set(text string) error {
	v.text = text
	if len(v.params) > 1 || v.programs() && isProgram(text) {
		return nil
	}
	_, err := v.params[0].Parse(text)
	return err
}

func (v *paramValue) wants() string {
	p := v.params[0]
	switch {
	case p.Kind() == field.Int:
		return "a whole number from " + p.Accepted()
	case v.programs():
		return p.Accepted() + ", " + orFile
	}
	return p.Accepted()
}

func (v *paramValue) String() string { return v.text }
func (v *paramValue) Type() string {
	if kind := v.params[0].Kind(); kind != field.Bool {
		return kind.String()
	}
	return "switch"
}

// run returns the run that the flags describe.
func (f *runFlags) run() (lab.Run, error) {
	if f.link != "" {
		return f.shared()
	}
	l, err := f.labs.Find(f.lab)
	if err != nil {
		return lab.Run{}, err
	}
	config := lab.NewConfig(l)
	if f.flags.Changed("seed") { // each lab begins with one of its own
		config.Seed = f.seed
	}
	if f.preset != "" && !config.SetPreset(f.preset) {
		return lab.Run{}, usagef("--preset is %q, want one of %s for lab %s", f.preset, strings.Join(presetKeys(l), ", "), l.Key)
	}
	f.flags.Visit(func(flag *pflag.Flag) {
		switch v := f.params[flag.Name]; {
		case v == nil || err != nil:
		case v.programs() && isProgram(v.text):
			err = f.setProgram(&config, flag.Name, v.text)
		default:
			err = config.SetText(flag.Name, v.text)
		}
	})
	if err != nil {
		return lab.Run{}, f.usage(err)
	}
	return lab.Run{Config: config}, nil
}

// visit is run for a window: where no flag says more than the lab, what greets a visitor.
func (f *runFlags) visit() (lab.Run, error) {
	run, err := f.run()
	said := false
	f.flags.Visit(func(flag *pflag.Flag) { said = said || flag.Name != "lab" && f.fixes(flag.Name) })
	if err == nil && !said {
		run.Config = lab.FirstVisit(run.Config.Lab)
	}
	return run, err
}

// configured returns the configuration of run for commands that cannot repeat recorded
// changes.
func (f *runFlags) configured() (lab.Config, error) {
	run, err := f.run()
	if err == nil && len(run.Changes) > 0 {
		err = usagef("--link records changes made during the run (%d), which this command cannot repeat; resonetics play can", len(run.Changes))
	}
	return run.Config, err
}

// usage is the error of flags. What begins with the key of a parameter is about the
// flag of that name.
func (f *runFlags) usage(err error) error {
	if key, _, _ := strings.Cut(err.Error(), " "); f.params[key] != nil {
		return usagef("--%w", err)
	}
	return usageError{err}
}

// allRead refuses the flags of parameters that nothing in a run of c reads: all those at
// once that the same reason holds for.
func (f *runFlags) allRead(c lab.Config) error {
	var names []string
	reason := "" // of the first
	for _, u := range f.unread(c) {
		if strings.HasPrefix(u.named, "--") && (reason == "" || u.where == reason) {
			names, reason = append(names, u.named), u.where
		}
	}
	switch len(names) {
	case 0:
		return nil
	case 1:
		return usagef("%s changes nothing where %s; leave it out%s", names[0], reason, f.own(c, names[0]))
	}
	return usagef("%s change nothing where %s; leave them out", strings.Join(names, ", "), reason)
}

// unread is a flag that changes nothing, with where it does not.
type unread struct{ named, where string }

// unread returns the given values of parameters that nothing in a run of c reads.
func (f *runFlags) unread(c lab.Config) (list []unread) {
	f.flags.Visit(func(flag *pflag.Flag) {
		if f.params[flag.Name] == nil {
			return
		}
		where := c.Unread(flag.Name)
		if f.params[flag.Name].params[0].View {
			where = "there is no stage"
		}
		if where != "" {
			list = append(list, unread{f.named(flag.Name), where})
		}
	})
	return list
}

// own names the parameter that the run reads in place of one of another policy; empty
// where it has none.
func (f *runFlags) own(c lab.Config, flag string) string {
	for i := range c.Lab.Params {
		if key := c.Lab.Params[i].Key; strings.HasSuffix(key, strings.TrimPrefix(flag, "-")) && c.Unread(key) == "" {
			return " or use --" + key
		}
	}
	return ""
}

// fixes reports whether the flag of that name says what the run is.
func (f *runFlags) fixes(name string) bool {
	return f.params[name] != nil || slices.Contains([]string{"lab", "seed", "preset", "link"}, name)
}

// alone refuses the flags that say what the run is beside one that says it all, but for those
// that it leaves open; nil for none.
func (f *runFlags) alone(name string, open func(flag string) bool) error {
	var err error
	f.flags.Visit(func(flag *pflag.Flag) {
		if flag.Name != name && f.fixes(flag.Name) && (open == nil || !open(flag.Name)) {
			err = usagef("--%s already fixes the whole run; leave out %s", name, f.named(flag.Name))
		}
	})
	return err
}

// inOrder refuses a value that was asked for and lies above the one that bounds it. The
// page, where two sliders may contradict each other, lowers it instead.
func (f *runFlags) inOrder(c lab.Config, low, high string) error {
	if !f.flags.Changed(low) || c.Get(low) <= c.Get(high) {
		return nil
	}
	return usagef("%s is %s, want at most %s, which is %s", f.named(low), c.Choice(low), f.named(high), c.Choice(high))
}

// named says where the value of a flag was given.
func (f *runFlags) named(flag string) string {
	if where := f.where[flag]; where != "" {
		return where
	}
	return "--" + flag
}

// shared returns the run of --link, which leaves nothing to other flags.
func (f *runFlags) shared() (lab.Run, error) {
	if err := f.alone("link", nil); err != nil {
		return lab.Run{}, err
	}
	run, err := readLink("--link: ", f.link)
	if err != nil {
		return lab.Run{}, err
	}
	if l := run.Config.Lab; !slices.Contains(f.labs, l) {
		return lab.Run{}, usagef("--link is for lab %s, and this command is for %s", l.Key, f.lab)
	}
	return run, nil
}

// readLink returns the run of a shared link, which may be a whole address. Its error begins
// with where the link was given.
func readLink(where, link string) (lab.Run, error) {
	run, err := labs.All.ParseLink(link)
	if err == nil {
		return run, nil
	}
	text := where + strings.TrimPrefix(err.Error(), "link: ")
	if rest := lab.ReadableOf(err); rest != nil {
		text += fmt.Sprintf("; what can be read of its settings is '#%s'", lab.Run{Config: *rest}.Link())
	}
	return lab.Run{}, usagef("%s", text)
}

func presetKeys(l *lab.Lab) []string {
	var keys []string
	for _, p := range l.Presets {
		keys = append(keys, p.Key)
	}
	return keys
}
