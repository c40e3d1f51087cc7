package desktop

import (
	"strings"
	"time"
)

// headlineStands is for how long a sentence stands while nothing else is asked for: long
// enough to be read.
const headlineStands = 2500 * time.Millisecond

// headline is the line above the stage that says what is happening. To a pause or a look
// back it answers at once.
type headline struct {
	words string
	mode  mode
	since time.Time
	news  bool // it tells what has just happened
}

// mode is what a person has made of a run.
type mode struct {
	playing bool
	back    int
	step    uint64 // at which it stands still; 0 while it plays
}

func (o *owner) mode() mode {
	m := mode{playing: o.playing, back: o.view.Rewind}
	if !o.playing {
		m.step = o.runner.Session().Step()
	}
	return m
}

// due reports whether the line is to be written afresh.
func (h *headline) due(is mode, now time.Time) bool {
	return h.words == "" || is != h.mode || now.Sub(h.since) >= headlineStands
}

// write writes the line for m, whose snapshot has a text.
func (h *headline) write(m *Moment, is mode, now time.Time) {
	h.mode, h.since, h.news = is, now, false
	switch shot := &m.Snapshot; {
	case is.back > 0 && shot.Told != "":
		h.words = shot.Told + " Play returns to now."
	case is.back > 0:
		h.words = "You see an earlier moment. Play returns to now."
	case shot.Step == 0:
		h.words = shot.Lab.Question
	case is.playing:
		h.words = shot.Text
	default:
		h.words = "Paused. " + shot.Text
	}
}

// tell lets news take the place of what is no news, or has stood long enough.
func (h *headline) tell(m *Moment, now time.Time) {
	if !h.news || now.Sub(h.since) >= headlineStands {
		h.words, h.since, h.news = m.Snapshot.Told, now, true
	}
}

// sentences returns as many whole sentences of words as fit, and at least one.
func sentences(words string, fits func(string) bool) string {
	for !fits(words) {
		last := strings.LastIndex(words[:len(words)-1], ". ")
		if last < 0 {
			break
		}
		words = words[:last+1]
	}
	return words
}
