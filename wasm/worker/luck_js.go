package main

import (
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/luck"
)

// Whether a run was luck is asked by workers of their own, beside the one that owns the
// session: some train other seeds, and one keeps the statistics of all.

var (
	// trained is the seed that is trained, and told how many of its points were written.
	trained *luck.Trial
	told    int
	// gathered is what all seeds have come to.
	gathered luck.Seeds
)

// trial begins, for play, to train the run of the link of n bytes in the buffer up to that
// many steps; it plays the given number of held-out episodes then.
//
//go:wasmexport trial
func trial(n int32, steps float64, episodes int32) int32 {
	r, err := labs.All.ParseLink(said(n))
	if err == nil {
		trained, err = luck.NewTrial(r, uint64(steps), int(episodes))
	}
	if err == nil {
		told = 0
		run.Enter(trained)
	}
	return sayError(err)
}

// sibling writes the link of a run that is like another but for its seed and one setting. In
// the n bytes of the buffer are, a line each, the other's link, the seed, and the setting's
// key and value. Where there is no such run it writes why, and returns the negative length
// of that.
//
//go:wasmexport sibling
func sibling(n int32) int32 {
	lines := strings.Split(said(n), "\n")
	r, err := labs.All.ParseLink(lines[0])
	if err == nil {
		r.Config.Seed, err = strconv.ParseUint(lines[1], 10, 64)
	}
	if err == nil {
		err = r.Config.SetText(lines[2], lines[3])
	}
	if err != nil {
		return -sayError(err)
	}
	return say(lab.Run{Config: r.Config}.Link())
}

// points writes the evaluations of the trial since the last call: a line each with step,
// episodes, share of failed ones and mean return, separated by commas.
//
//go:wasmexport points
func points() int32 {
	exchange = exchange[:0]
	for _, p := range trained.Points()[told:] {
		appendNumbers(float64(p.Step), float64(p.Episodes), p.Failed, p.Return)
	}
	told = len(trained.Points())
	return int32(len(exchange))
}

// balked writes why the trial has ended early; nothing where it has not.
//
//go:wasmexport balked
func balked() int32 { return sayError(trained.Err()) }

// appendNumbers adds a line of numbers to the buffer; those that are none stay empty.
func appendNumbers(values ...float64) {
	for i, v := range values {
		if i > 0 {
			exchange = append(exchange, ',')
		}
		if v == v {
			exchange = strconv.AppendFloat(exchange, v, 'g', -1, 64)
		}
	}
	exchange = append(exchange, '\n')
}

// outcome takes in how a seed did after that many learned steps.
//
//go:wasmexport outcome
func outcome(seed int32, step, failed, returned float64) {
	gathered.Add(int(seed), uint64(step), luck.Outcome{Failed: failed, Return: returned})
}

// finished takes in how a seed did at the end, and the heuristic on the same episodes.
//
//go:wasmexport finished
func finished(seed int32, failed, returned, rivalFailed, rivalReturn float64) {
	gathered.Finish(int(seed), luck.Outcome{Failed: failed, Return: returned}, luck.Outcome{Failed: rivalFailed, Return: rivalReturn})
}

// curve writes the interquartile means of the seeds as comma-separated values, a line for
// every number of learned steps that enough of them have come to.
//
//go:wasmexport curve
func curve() int32 {
	say("trained_steps,seeds,failed_share,failed_share_low,failed_share_high,return,return_low,return_high\n")
	for _, p := range gathered.Curve() {
		f, r := p.Failed, p.Return
		appendNumbers(float64(p.Step), float64(p.Seeds), f.Value, f.Low, f.High, r.Value, r.Low, r.High)
	}
	return int32(len(exchange))
}

// spread writes how the seeds lie at the end: a line for the share of failed episodes and
// one for the return.
//
//go:wasmexport spread
func spread() int32 {
	say("seeds,first,iqm,low,high,least,most,ahead,level,beat\n")
	seeds, first, failed, returned := gathered.End()
	for _, s := range []luck.Spread{failed, returned} {
		appendNumbers(float64(seeds), float64(flag(first)), s.Value, s.Low, s.High, s.Least, s.Most, float64(s.Ahead), float64(s.Level), float64(s.Beat))
	}
	return int32(len(exchange))
}
