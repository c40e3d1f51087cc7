package race

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// imagines is the value of a lane's foresight at which it imagines futures.
const imagines = "imagine"

func foresightKey(lane int) string { return fmt.Sprintf("foresight-%d", lane+1) }

// isForesights reports whether a parameter says which lanes look ahead.
func isForesights(key string) bool {
	for i := range Lanes {
		if key == foresightKey(i) {
			return true
		}
	}
	return false
}

// isImagined reports whether a parameter is a number of what is imagined.
func isImagined(key string) bool {
	c := imagine.Default()
	_, err := c.Fields().Find(key)
	return err == nil
}

// foresightField returns the field of a lane's foresight.
func foresightField(lane int, value *uint8) field.Field {
	f := clusterlab.ForesightField(value)
	f.Key = foresightKey(lane)
	return f
}

// foresightParam returns the choice of what looks ahead in a lane.
func foresightParam(lane int, name string) lab.Param {
	p := clusterlab.ForesightParam(lab.For{Keys: []string{laneKey(lane)}, Values: deciders})
	p.Key, p.Label, p.Group = foresightKey(lane), name+" lane looks ahead", "Lanes"
	p.Help = "Whether the Prophet checks each action in this lane before it is taken, and takes another where it foresees a failure. It knows the rules and sees the whole grid, which the policy does not. What learns beside the picture learns without it."
	return p
}

// imaginings are the numbers of what is imagined, for the races in which a lane does.
func imaginings() []lab.Param {
	in := lab.For{Values: []string{imagines}}
	for i := range Lanes {
		in.Keys = append(in.Keys, foresightKey(i))
	}
	list := clusterlab.ImagineParams(in)
	for i := range list {
		list[i].Group = "Lanes"
	}
	return list
}

// foresees reports whether something looks ahead in the lane of that number.
func foresees(c lab.Config, number int) bool {
	return c.Choice(foresightKey(number)) == imagines && decides(c.Choice(laneKey(number)))
}

// deciders are the lanes in which a policy decides, so that it can look ahead.
var deciders = lab.OptionKeys(options, laneNone, laneYou, laneRecorded)

func decides(key string) bool { return slices.Contains(deciders, key) }

// foresee puts in charge what looks ahead in a lane by the configuration. Lanes imagine the
// same noise, so that two with the same policy stay equal.
func (l *lane) foresee(c lab.Config) error {
	l.ahead = nil
	if !foresees(c, l.number) {
		return nil
	}
	var err error
	l.ahead, err = clusterlab.NewImagination(c, l.episodes.World.Config())
	return err
}

// foreseen returns the action that a lane takes in place of the one that its policy has
// chosen.
func (l *lane) foreseen(w *cluster.World, proposed int, p agent.Policy) int {
	if l.ahead == nil {
		return proposed
	}
	if l.script != nil {
		p = l.script.Policy()
	}
	return l.ahead.Decide(w, l.episodes.Number, proposed, p)
}

// show adds what the lane has imagined before its last step to a picture of it.
func (l *lane) show(p *clusterlab.Picture) {
	if l.ahead != nil {
		l.ahead.Vision().CopyTo(&p.Vision)
	}
}

// rest says that the lane takes no step, so that nothing is imagined.
func (l *lane) rest() {
	if l.ahead != nil {
		l.ahead.Vision().Forget()
	}
}
