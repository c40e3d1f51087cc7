package main

import (
	"strconv"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/runner"
)

// evaluate begins an evaluation of the given number of held-out episodes.
//
//go:wasmexport evaluate
func evaluate(episodes int32) int32 { return sayError(run.Evaluate(int(episodes))) }

// baselines begins to let the baselines play the visitor's episode.
//
//go:wasmexport baselines
func baselines() int32 { return sayError(run.Baselines()) }

// play plays the match that evaluate or baselines began first, and returns whether it
// is over.
//
//go:wasmexport play
func play(budget float64) int32 { return flag(run.Play(budget)) }

// progress returns which share of the first match has been played.
//
//go:wasmexport progress
func progress() float64 {
	played, total := run.Progress()
	return float64(played) / float64(max(total, 1))
}

// standings writes how the players of the first match have done so far: a line per player
// with name, mean return, share of failed episodes, mean steps, episodes, and the steps
// that the evaluated policy had learned from, separated by commas.
//
//go:wasmexport standings
func standings() int32 {
	m := run.Match()
	if m == nil {
		return say("")
	}
	var text []byte
	for _, s := range m.Standings() {
		text = append(text, s.Name...)
		for _, v := range [...]float64{s.Return, s.Failed, s.Steps, float64(s.Episodes), float64(m.After())} {
			text = strconv.AppendFloat(append(text, ','), v, 'g', -1, 64)
		}
		text = append(text, '\n')
	}
	return say(string(text))
}

// finish makes room for the match after the first.
//
//go:wasmexport finish
func finish() { run.Finish() }

// A series is played by a worker of its own, beside the one that owns the session.

// present writes the configuration as it is now, as the link of a run that starts from
// it, with the series of n bytes in the buffer, if any; nothing when no run is open.
//
//go:wasmexport present
func present(n int32) int32 {
	series, s := said(n), run.Session()
	if s == nil {
		return say("")
	}
	return say(linkWith(lab.Run{Config: s.Config()}, series))
}

// linkWith returns the link of r with a series, as links spell it, which the page has made
// of what the catalog offers. One that the run does not accept is left out.
func linkWith(r lab.Run, series string) string {
	if err := r.SetSeries(series); err != nil {
		r.Series = nil
	}
	return r.Link()
}

// learnedSteps is what learned returns.
var learnedSteps int

// mind writes what the player of a series has learned whose key of n bytes is in the
// buffer: nothing for one that does not learn. Where there is no such player yet it
// writes why, and returns the negative length of that.
//
//go:wasmexport mind
func mind(n int32) int32 {
	s, err := run.Session(), runner.ErrNothingOpen
	var file []byte
	if s != nil {
		file, learnedSteps, err = s.Mind(said(n))
	}
	if err != nil {
		return -sayError(err)
	}
	exchange = append(exchange[:0], file...)
	return int32(len(exchange))
}

// learned returns from how many steps the last player asked for has learned.
//
//go:wasmexport learned
func learned() int32 { return int32(learnedSteps) }

var (
	// minds are what the players of the next series have learned.
	minds = make(map[string][]byte)
	// compared is the series that is played.
	compared lab.Comparison
)

// enroll takes what a player of the next series has learned: n bytes in the buffer, the
// first of which are its key.
//
//go:wasmexport enroll
func enroll(n, key int32) {
	minds[string(exchange[:key])] = append([]byte(nil), exchange[key:n]...)
}

// compare begins the series of the link of n bytes in the buffer, for play.
//
//go:wasmexport compare
func compare(n int32) int32 { return sayError(beginSeries(said(n))) }

func beginSeries(link string) error {
	r, err := labs.All.ParseLink(link)
	if err != nil {
		return err
	}
	c, err := r.Config.Compare(r.Series, minds)
	if err == nil {
		compared = c
		run.Enter(c)
	}
	return err
}

// spoiled writes why the series has ended early, where a player could not go on; nothing
// where none has.
//
//go:wasmexport spoiled
func spoiled() int32 { return sayError(compared.Err()) }

// table writes the table of the series as comma-separated values, episodes its episodes.
// At least one episode must have been played by all.
//
//go:wasmexport table
func table() int32 {
	exchange = compared.AppendTable(exchange[:0])
	return int32(len(exchange))
}

//go:wasmexport episodes
func episodes() int32 {
	exchange = compared.AppendEpisodes(exchange[:0])
	return int32(len(exchange))
}
