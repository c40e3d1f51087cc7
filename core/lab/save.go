package lab

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/safetensors"
)

// What a saved session calls itself, and the newest version that Restore reads;
// it reads every older one. Version 1 held a link of version 1.
const (
	savedFormat  = "resonetics session"
	savedVersion = 2
)

// MaxSaved is the largest saved session, in bytes, that Restore reads. Callers
// should not read more of a file.
const MaxSaved = 256 << 20

// Save appends everything the session is to dst: the run as a link, the world, the
// minds with their memories, the charts, and what it will be compared with. A session that is restored goes on
// bit for bit. The layout is safetensors, so that other tools can read it; a
// checksum guards the contents.
func (s *Session) Save(dst []byte) []byte {
	var w safetensors.Writer
	w.Text("format", savedFormat)
	w.Text("version", strconv.Itoa(savedVersion))
	w.Bytes("session.link", []byte(s.Run().Link()))
	s.walk(safetensors.Writing(&w), len(s.log))
	w.Text("checksum", strconv.FormatUint(w.Sum(), 16))
	return w.Append(dst)
}

// countsName is the tensor that says since when counts are counted; files of the first
// releases lack it.
const countsName = "session.since"

// lateName is the tensor of the charts' series that came when files had been written.
const lateName = "session.charts.late"

// walk writes or reads everything of a session but its run, of whose changes the given
// number have been carried out.
func (s *Session) walk(k *safetensors.Walk, done int) {
	k.Counts("session.counts", &s.step, &done)
	k.Counts("session.flags", &s.waiting, &s.adopted)
	if k.Has(countsName) {
		k.Counts(countsName, &s.since, &s.failure, &s.loaded)
		if s.since > s.step || s.failure > s.step {
			k.Fail(fmt.Errorf("counts since step %d and a failure at step %d of %d steps", s.since, s.failure, s.step))
		}
	}
	s.walkShared(k)
	k.Inner("session.charts", func(w *codec.Walk) { s.history.walk(w, s.step) })
	if k.Has(lateName) {
		k.Inner(lateName, s.history.walkLate)
	} else {
		s.history.forgetLate()
	}
	s.sim.Walk(k, s.step)
}

// IsSaved reports whether a file calls itself a saved session.
func IsSaved(b []byte) bool {
	f, err := safetensors.Parse(b)
	return err == nil && slices.Contains(f.Metadata, safetensors.Entry{Key: "format", Value: savedFormat})
}

// SavedRun returns the run that a saved session describes, without restoring it.
func (l List) SavedRun(b []byte) (Run, error) {
	_, run, err := l.open(b)
	if err != nil {
		return Run{}, fmt.Errorf("saved session: %w", err)
	}
	return run, nil
}

// Restore returns the session that Save wrote. Everything in b is validated before it is
// used; the error names the first thing wrong.
func (l List) Restore(b []byte) (*Session, error) {
	r, run, err := l.open(b)
	if err != nil {
		return nil, fmt.Errorf("saved session: %w", err)
	}
	s := load(r, run)
	if err := r.Close(); err != nil {
		return nil, fmt.Errorf("saved session: %w", err)
	}
	return s, nil
}

// Replace puts the session next in place of s, as a generation of its own.
func (s *Session) Replace(next *Session) {
	next.generation = s.generation + 1
	*s = *next
}

// open checks a file's checksum and returns its contents with the run it describes.
func (l List) open(b []byte) (*safetensors.Reader, Run, error) {
	r, err := safetensors.Open(b, MaxSaved, savedFormat, savedVersion)
	if err != nil {
		return nil, Run{}, err
	}
	r.CheckSum()
	link := r.Bytes("session.link")
	if r.Err() != nil {
		return nil, Run{}, r.Err()
	}
	run, err := l.ParseLink(string(link))
	return r, run, err
}

// load returns the session of a file whose link describes run. The first error stays
// with r; the session is then not to be used.
func load(r *safetensors.Reader, run Run) *Session {
	var step, done int
	safetensors.Reading(r).Counts("session.counts", &step, &done)
	if done > len(run.Changes) {
		r.Fail(fmt.Errorf("%d changes were carried out and %d are recorded", done, len(run.Changes)))
	}
	if r.Err() != nil {
		return nil
	}
	now := Session{config: run.Config.Clone()}
	for _, c := range run.Changes[:done] {
		if c.Op == OpSet {
			now.note(c)
			now.config.assign(c)
		}
	}
	s, err := begin(now.config)
	if err != nil {
		r.Fail(err)
		return nil
	}
	s.initial, s.generation = run.Config.Clone(), 1
	s.log, s.schedule = slices.Clone(run.Changes[:done]), slices.Clone(run.Changes[done:])
	s.marks, s.since, s.why = now.marks, now.since, now.why
	s.walk(safetensors.Reading(r), done)
	s.resumeCounts(r.Has(countsName))
	return s
}

// whyOpened says since when counts are counted that began when a file was opened.
const whyOpened = "since this run was opened"

// resumeCounts goes on with the counts of a file, whose marks are known. Files of the
// first releases counted over the whole run and every policy in it: where who acts has
// changed, their counts begin again.
func (s *Session) resumeCounts(known bool) {
	switch {
	case s.loaded:
		s.why = whyLoaded
	case !known && s.since > 0:
		s.since, s.why = s.step, whyOpened
		s.sim.Recount()
	}
}
