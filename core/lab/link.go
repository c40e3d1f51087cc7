package lab

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/env/cluster"
)

// LinkVersion is the version of the link format and of the defaults that links
// leave out. It rises when either changes its meaning.
const LinkVersion = 1

// linkSeed is the seed of a link that describes a run and leaves its seed out, in
// every lab: what such a link means must not depend on which seed greets a visitor.
// Link never leaves it out.
const linkSeed = 42

// MaxLink is the longest link, in bytes, that ParseLink reads.
const MaxLink = 1 << 20

// Run is everything that makes a run: what it started from, what a person did
// to it, and how far it had come when it was shared.
type Run struct {
	Config  Config
	Changes []Change
	At      uint64 // step
}

// Link writes r as the part of a URL behind the # sign: keys and values as the
// catalog spells them, only those that differ from the defaults.
func (r Run) Link() string {
	var b strings.Builder
	catalog := r.Config.Lab.Catalog()
	fmt.Fprintf(&b, "v=%d&lab=%s&seed=%d", LinkVersion, catalog.Key, r.Config.Seed)
	for i := range catalog.Params {
		p := &catalog.Params[i]
		if v := r.Config.values[i]; v != p.Default {
			fmt.Fprintf(&b, "&%s=%s", p.Key, p.Format(v))
		}
	}
	if r.At > 0 {
		fmt.Fprintf(&b, "&at=%d", r.At)
	}
	if len(r.Changes) > 0 {
		b.WriteString("&log=" + encodeChanges(r.Changes))
	}
	return b.String()
}

// ParseLink reads what Link wrote; a leading # or ? is allowed. A link that names a
// lab and nothing of a run is that lab's first visit, NewConfig, and an empty one that
// of the first lab. A link is taken whole or not at all: the error names the first key
// that is unknown, given twice, or out of range.
func ParseLink(text string) (Run, error) {
	if len(text) > MaxLink {
		return Run{}, fmt.Errorf("the link has %d characters, want at most %d", len(text), MaxLink)
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "#"), "?")
	pairs, err := splitLink(text)
	if err != nil {
		return Run{}, err
	}
	config, err := firstVisit(pairs)
	if err != nil {
		return Run{}, err
	}
	r := Run{Config: config}
	for _, p := range pairs {
		if err := r.set(p); err != nil {
			return Run{}, fmt.Errorf("link: %w", err)
		}
	}
	if err := r.Check(); err != nil {
		return Run{}, fmt.Errorf("link: %w", err)
	}
	return r, nil
}

// firstVisit returns the configuration that the other keys of a link are set on.
func firstVisit(pairs []pair) (Config, error) {
	l, bare := Cluster, true
	for _, p := range pairs {
		var err error
		switch p.key {
		case "v":
			err = checkVersion(p.value)
		case "lab":
			if l, err = LabByKey(p.value); err != nil {
				err = fmt.Errorf("link: %w", err)
			}
		default:
			bare = false
		}
		if err != nil {
			return Config{}, err
		}
	}
	c := NewConfig(l)
	if !bare {
		c.Seed = linkSeed
	}
	return c, nil
}

func checkVersion(text string) error {
	v, err := strconv.ParseUint(text, 10, 32)
	switch {
	case err != nil || v == 0:
		return fmt.Errorf("link: v is %q, want a version from 1 to %d", text, LinkVersion)
	case v > LinkVersion:
		return fmt.Errorf("link: it was made by a newer version of the playground (link version %d; this one reads up to %d): reload the page or update the program", v, LinkVersion)
	}
	return nil
}

type pair struct{ key, value string }

func splitLink(text string) ([]pair, error) {
	if text == "" {
		return nil, nil
	}
	var pairs []pair
	seen := make(map[string]bool)
	for part := range strings.SplitSeq(text, "&") {
		key, value, ok := strings.Cut(part, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("link: %q is not of the form key=value", part)
		}
		if seen[key] {
			return nil, fmt.Errorf("link: %s is given twice", key)
		}
		seen[key] = true
		pairs = append(pairs, pair{key, value})
	}
	return pairs, nil
}

func (r *Run) set(p pair) error {
	var err error
	switch p.key {
	case "v", "lab":
	case "seed":
		if r.Config.Seed, err = strconv.ParseUint(p.value, 10, 64); err != nil {
			return fmt.Errorf("seed is %q, want a whole number from 0 to 18446744073709551615", p.value)
		}
	case "at":
		if r.At, err = strconv.ParseUint(p.value, 10, 63); err != nil {
			return fmt.Errorf("at is %q, want a step number", p.value)
		}
	case "log":
		r.Changes, err = decodeChanges(p.value)
	default:
		err = r.Config.SetText(p.key, p.value)
	}
	return err
}

// Check reports the first recorded change that could not have happened.
func (r Run) Check() error {
	if err := r.Config.checkPolicy(); err != nil {
		return err
	}
	for i, c := range r.Changes {
		if i > 0 && c.Step < r.Changes[i-1].Step {
			return fmt.Errorf("recorded change %d is for step %d, before the change ahead of it", i+1, c.Step)
		}
		if err := r.Config.checkChange(c); err != nil {
			return fmt.Errorf("recorded change %d: %w", i+1, err)
		}
	}
	return nil
}

// checkChange reports why c cannot be done to a session of this configuration.
func (c Config) checkChange(change Change) error {
	catalog := c.Lab.Catalog()
	switch change.Op {
	case OpSet:
		if int(change.Target) >= len(catalog.Params) {
			return fmt.Errorf("parameter number %d, want at most %d", change.Target, len(catalog.Params)-1)
		}
		p := &catalog.Params[change.Target]
		if !p.Live {
			return fmt.Errorf("%s cannot change while the session runs; it takes effect on reset", p.Key)
		}
		if err := p.Check(change.Value); err != nil {
			return err
		}
		next := c.Clone()
		next.values[change.Target] = change.Value
		return next.checkPolicy()
	case OpAct:
		if n := c.actions(); int(change.Target) >= n {
			return fmt.Errorf("action %d, want 0 to %d", change.Target, n-1)
		}
		return nil
	case OpInject:
		if n := c.places(); int(change.Target) >= n {
			return fmt.Errorf("place %d, want 0 to %d", change.Target, n-1)
		}
		if !(change.Value >= -1 && change.Value <= 1) {
			return fmt.Errorf("amount %s, want -1 to 1", number(change.Value))
		}
		return nil
	}
	return fmt.Errorf("operation %d is unknown", change.Op)
}

// checkPolicy reports a policy that the rules do not suit.
func (c Config) checkPolicy() error {
	if c.Lab != Cluster {
		return nil
	}
	switch key := policyOptions[int(c.Get(keyPolicy))].Key; key {
	case policyQTable, policyPilot, policyProphet:
		if rules := cluster.Rules(c.Get(keyRules)); rules != cluster.V51 {
			return fmt.Errorf("policy %s needs rules v5.1, whose observation it reads; the rules are %s", key, rules)
		}
	}
	return nil
}

// places returns how many places a visitor can disturb.
func (c Config) places() int {
	switch c.Lab {
	case Gardener:
		return int(c.Get("size")) * int(c.Get("size"))
	case ProphetLab:
		return 1 // a regime shift happens everywhere
	}
	return int(c.Get("rows")) * int(c.Get("columns"))
}

// actions returns how many actions a visitor can take.
func (c Config) actions() int {
	if c.Lab == Cluster {
		return cluster.Rules(c.Get(keyRules)).Actions()
	}
	return 0
}
