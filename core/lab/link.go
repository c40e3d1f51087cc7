package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// LinkVersion is the version of the link format and of the defaults that links
// leave out. It rises when either changes its meaning. Version 1 named parameters of a
// log by their place in a table; see Former. Links up to version 2 end in no check. Since
// version 4 guidance is withdrawn where a link leaves it out; see Until.
const LinkVersion = 4

// LinkSeed is the seed of a link that describes a run and leaves its seed out, in
// every lab: what such a link means must not depend on which seed greets a visitor.
// Link never leaves it out.
const LinkSeed = 42

// MaxLink is the longest link, in bytes, that ParseLink reads.
const MaxLink = 1 << 20

// Run is everything that makes a run: what it started from, what a person did
// to it, and how far it had come when it was shared.
type Run struct {
	Config  Config
	Changes []Change
	At      uint64  // step
	Series  *Lineup // that was shared with the run; nil for none
	Shared  *Shared // what the run was at step At; nil where that is not known
}

// Link writes r as the part of a URL behind the # sign: keys and values as the
// catalog spells them, only those that differ from the defaults, and a check of it all.
// Its last character is a letter or a digit, which no program that shows a link cuts off.
func (r Run) Link() string {
	var b strings.Builder
	l := r.Config.Lab
	fmt.Fprintf(&b, "v=%d&lab=%s&seed=%d", LinkVersion, l.Key, r.Config.Seed)
	for i := range l.Params {
		p := &l.Params[i]
		if v := r.Config.values[i]; v != p.Default() {
			fmt.Fprintf(&b, "&%s=%s", p.Key, p.Format(v))
		}
	}
	r.Config.writeTexts(&b)
	if s := r.Config.sheet; s != nil {
		b.WriteString("&" + SpellSheet(s))
	}
	if r.At > 0 {
		fmt.Fprintf(&b, "&at=%d", r.At)
	}
	if r.Series != nil {
		b.WriteString("&series=" + r.Series.String())
	}
	if len(r.Changes) > 0 {
		b.WriteString("&log=" + l.encodeChanges(r.Changes))
	}
	if r.Shared != nil {
		b.WriteString("&digest=" + r.Shared.String())
	}
	return b.String() + checkKey + checkOf(b.String())
}

// ParseLink reads what Link wrote, in this version or an earlier one; a leading # or ?
// is allowed, and so is a whole address and what other programs do to one (see tidy). A
// link that names a lab and nothing of a run is that lab's FirstVisit, and an empty one that
// of the first lab. A link is taken whole or not at all: the error, a *LinkError, says that
// it was cut or changed, or names the first key that is unknown, given twice, or out of
// range.
func (l List) ParseLink(text string) (Run, error) {
	if len(text) > MaxLink {
		return Run{}, fmt.Errorf("link: it has %d characters, want at most %d", len(text), MaxLink)
	}
	text, damage := verify(tidy(text))
	if damage != nil {
		return Run{}, &LinkError{damage, l.readable(text, damage == errCut)}
	}
	r, err := l.parseLink(text)
	if err == nil {
		err = r.Check()
	}
	if err != nil {
		return Run{}, &LinkError{err, l.readable(text, false)}
	}
	return r, nil
}

func (l List) parseLink(text string) (Run, error) {
	pairs, err := splitLink(text)
	if err != nil {
		return Run{}, err
	}
	config, version, err := l.firstVisit(pairs)
	if err != nil {
		return Run{}, err
	}
	r := Run{Config: config}
	for _, p := range pairs {
		if ofSheet(p.key) {
			continue
		}
		if err := r.set(p, version); err != nil {
			return Run{}, err
		}
	}
	return r, r.takeSheet(pairs)
}

// firstVisit returns the configuration that the other keys of a link are set on, and
// the link's version.
func (l List) firstVisit(pairs []pair) (Config, int, error) {
	one, version, bare := l[0], LinkVersion, true
	for _, p := range pairs {
		var err error
		switch p.key {
		case "v":
			version, err = parseVersion(p.value)
		case "lab":
			one, err = l.Find(p.value)
		default:
			bare = false
		}
		if err != nil {
			return Config{}, 0, err
		}
	}
	if bare {
		return FirstVisit(one), version, nil
	}
	return leftOut(one, version), version, nil
}

// leftOut returns what a link of that version means that leaves everything out.
func leftOut(l *Lab, version int) Config {
	c := NewConfig(l)
	c.Seed = LinkSeed
	if version == 1 {
		c.setFormerDefaults()
	}
	for _, u := range l.Until {
		if version <= u.Version {
			c.mustSet(u.Key, u.Text)
		}
	}
	return c
}

// Until says what a link that leaves a parameter out means, up to a version.
type Until struct {
	Version   int
	Key, Text string
}

// mustSet gives a parameter the value of an earlier default.
func (c *Config) mustSet(key, text string) {
	if err := c.SetText(key, text); err != nil {
		panic("lab: an earlier default: " + err.Error())
	}
}

func parseVersion(text string) (int, error) {
	v, err := strconv.ParseUint(text, 10, 31)
	switch {
	case err != nil || v == 0:
		return 0, fmt.Errorf("v is %s, want a version from 1 to %d", field.Quote(text), LinkVersion)
	case v > LinkVersion:
		return 0, fmt.Errorf("it was made by a newer version of the playground (link version %d; this one reads up to %d): reload the page or update the program", v, LinkVersion)
	}
	return int(v), nil
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
		if ok && key != "" && value == "" {
			return nil, fmt.Errorf("%s has no value", field.Quote(key))
		}
		if !ok || key == "" {
			return nil, fmt.Errorf("%s is not of the form key=value", field.Quote(part))
		}
		if seen[key] {
			return nil, fmt.Errorf("%s is given twice", field.Short(key))
		}
		seen[key] = true
		pairs = append(pairs, pair{key, unescape(value)})
	}
	return pairs, nil
}

func (r *Run) set(p pair, version int) error {
	var err error
	switch p.key {
	case "v", "lab":
	case "seed":
		r.Config.Seed, err = parseWhole("seed", p.value, 64)
	case "at":
		r.At, err = parseWhole("at", p.value, 63)
	case "series":
		r.Series, err = parseLineup(p.value)
	case "digest":
		r.Shared, err = parseShared(p.value)
	case "log":
		if version == 1 {
			r.Changes, err = r.Config.Lab.decodeFormer(p.value)
		} else {
			r.Changes, err = r.Config.Lab.decodeChanges(p.value)
		}
	default:
		if version == 1 {
			return r.Config.setFormer(p.key, p.value)
		}
		return r.Config.SetText(p.key, p.value)
	}
	return err
}

func parseWhole(key, text string, bits int) (uint64, error) {
	v, ok := field.Whole(text)
	if most := uint64(math.MaxUint64) >> (64 - bits); !ok || v > most {
		return 0, fmt.Errorf("%s is %s, want a whole number from 0 to %d", key, field.Quote(text), most)
	}
	return v, nil
}

// Check reports the first thing about r that could not have happened.
func (r Run) Check() error {
	if err := call(r.Config.Lab.Check, r.Config); err != nil {
		return err
	}
	if r.Series != nil {
		if err := r.Config.checkLineup(r.Series); err != nil {
			return err
		}
	}
	if n := r.Config.Lab.textsSet(r.Changes); n > maxTexts {
		return fmt.Errorf("%d recorded texts, want at most %d", n, maxTexts)
	}
	now := r.Config.Clone()
	for i, c := range r.Changes {
		if i > 0 && c.Step < r.Changes[i-1].Step {
			return fmt.Errorf("recorded change %d is for step %d, before the change ahead of it", i+1, c.Step)
		}
		if err := now.checkChange(c); err != nil {
			return fmt.Errorf("recorded change %d: %w", i+1, err)
		}
		if c.Op == OpSet {
			now.assign(c)
		}
	}
	return nil
}
