package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/safetensors"
)

// RulesVersion is the version of what the labs compute. It rises when a run of the same
// configuration, seed and changes no longer gives the same bits.
const RulesVersion = 1

// Shared is what a link says of the moment at which its run was shared.
type Shared struct {
	Digest uint64 // of the session at step Run.At; see Session.Digest
	Rules  int    // RulesVersion there
	By     string // version of the program that shared it; empty where it did not say
}

// String writes v as links spell it: the digest in 16 hexadecimal digits, the version of
// the rules, and that of the program.
func (v *Shared) String() string {
	text := fmt.Sprintf("%s.%d", DigestText(v.Digest), v.Rules)
	if v.By != "" {
		text += "." + v.By
	}
	return text
}

// DigestText writes a digest as it is shown everywhere.
func DigestText(digest uint64) string { return fmt.Sprintf("%016x", digest) }

// parseShared reads what Shared.String wrote.
func parseShared(text string) (*Shared, error) {
	sum, rest, _ := strings.Cut(text, ".")
	rules, by, _ := strings.Cut(rest, ".")
	v := &Shared{By: by}
	var err error
	if v.Digest, err = strconv.ParseUint(sum, 16, 64); err == nil {
		v.Rules, err = strconv.Atoi(rules)
	}
	if err != nil || v.Rules < 1 || v.String() != text || len(v.By) > mostBy {
		return nil, fmt.Errorf("digest is %s, want 16 hexadecimal digits and a version", field.Quote(text))
	}
	return v, nil
}

// mostBy bounds the name of a version.
const mostBy = 64

// versionText returns the name of a program's version with the characters that links have;
// nothing for a program that was built without one, whose name Go puts into parentheses.
func versionText(by string) string {
	if strings.HasPrefix(by, "(") {
		return ""
	}
	var text []byte
	for i := 0; i < len(by) && len(text) < mostBy; i++ {
		if c := by[i]; endsLink(c) || c == '.' || c == '+' {
			text = append(text, c)
		}
	}
	return string(text)
}

// Verdict says whether a shared run has given the same bits when it came to the step at
// which it was shared.
type Verdict uint8

// The verdicts.
const (
	Pending   Verdict = iota // it has not come there, or its link does not say
	Same                     // the same bits
	Different                // others
)

// comparison is what a session is to be compared with, and what came of it.
type comparison struct {
	step    uint64 // at which the run was shared
	at      uint64 // that step; never when there is nothing to compare with, or it has been done
	with    Shared
	verdict Verdict
	here    uint64 // the session's own digest at that step
}

// never is a step that no session comes to.
const never = math.MaxUint64

// expect says what the session should be when it comes to the step at which r was shared.
func (s *Session) expect(r Run) {
	if r.Shared != nil {
		s.compared = comparison{step: r.At, at: r.At, with: *r.Shared}
	}
}

// compare is called after the step of the comparison.
func (s *Session) compare() {
	c := &s.compared
	c.at, c.here, c.verdict = never, s.Digest(), Different
	if c.here == c.with.Digest {
		c.verdict = Same
	}
}

// part says that the run is one of its own from here on.
func (s *Session) part() {
	s.schedule = nil
	s.compared.at = never
}

// sharedName is the tensor that says with what a session will be compared; most files lack it.
const sharedName = "session.shared"

// walkShared writes or reads that: the step and what its link says of it. What has come of a
// comparison is not kept.
func (s *Session) walkShared(k *safetensors.Walk) {
	c := &s.compared
	if k.Writes() && c.at == never || !k.Has(sharedName) {
		return
	}
	text := []byte(fmt.Sprintf("%d.%v", c.at, &c.with))
	if k.Bytes(sharedName, &text); !k.Reads() {
		return
	}
	at, rest, _ := strings.Cut(string(text), ".")
	step, err := parseWhole("shared at", at, 63)
	if err == nil && step <= s.step {
		err = fmt.Errorf("it is to be compared at step %d, and has taken %d", step, s.step)
	}
	with, wrong := parseShared(rest)
	if err == nil {
		err = wrong
	}
	if k.Fail(err); k.Reads() {
		s.expect(Run{At: step, Shared: with})
	}
}

// SharedAt returns the step at which the run was shared that this session repeats, 0 for none.
func (s *Session) SharedAt() uint64 { return s.compared.step }

// Verdict returns what has come of the repetition of a shared run.
func (s *Session) Verdict() Verdict { return s.compared.verdict }

// Repeated says that in words to the visitor of a program of the given version; nothing
// while it is Pending.
func (s *Session) Repeated(by string) string {
	c, by := &s.compared, versionText(by)
	here := DigestText(c.here)
	switch c.verdict {
	case Same:
		return "The same bits as when it was shared (digest " + here + ")."
	case Different:
		return "Not the same bits as when it was shared: the digest was " + DigestText(c.with.Digest) + " and is " + here + " here. " + c.why(by)
	}
	return ""
}

// why says what may have made the difference.
func (c *comparison) why(by string) string {
	switch {
	case c.with.Rules != RulesVersion:
		return fmt.Sprintf("The rules have changed since: they had version %d then and have version %d here.", c.with.Rules, RulesVersion)
	case c.with.By != by && c.with.By != "" && by != "":
		return "Another build of the program shared it: " + c.with.By + ", and this is " + by + "."
	case c.with.By == "" || by == "":
		return "Another build of the program may have shared it."
	}
	return "The program is the same: please report this link as a fault."
}

// Share returns the run with its digest at the present step, for a link to compare with;
// by names the program's version. A run that holds what its link cannot describe goes
// without: a repetition of it would be compared with something else.
func (s *Session) Share(by string) Run {
	r := s.Run()
	if !s.adopted && s.why != whyOpened {
		r.Shared = &Shared{s.Digest(), RulesVersion, versionText(by)}
	}
	return r
}
