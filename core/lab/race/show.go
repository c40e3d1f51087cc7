package race

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// The places of metrics.
const (
	metricLearned = iota
	metricHeldout
	metricHeldoutH3
	metricWon
	metricRaces  = metricWon + Lanes
	metricStep   = metricRaces + 1
	metricReturn = metricStep + 1
)

// Metrics implements lab.Simulation.
func (s *simulation) Metrics(dst []float64) {
	lab.Nothing(dst)
	dst[metricRaces], dst[metricStep] = float64(s.races-min(s.since, s.races)), float64(s.longest())
	for _, l := range s.lanes {
		dst[metricReturn+l.number], dst[metricWon+l.number] = l.sum, float64(l.won)
	}
	one := s.pupil()
	if one == nil {
		return
	}
	dst[metricLearned] = float64(one.learned())
	if r := one.report; r.Episodes > 0 {
		dst[metricHeldout], dst[metricHeldoutH3] = r.Return, r.Baseline
	}
}

// Series implements lab.Simulation. A lane that has ended has no points until the next
// race.
func (s *simulation) Series(dst []float32) {
	lab.Nothing(dst)
	dst[Lanes] = 0
	for _, l := range s.lanes {
		if l.over() && l.episodes.World.Steps() < s.longest() {
			continue
		}
		dst[l.number] = 100 * l.episodes.World.Stats().MaxMem
		dst[Lanes+1+l.number] = float32(l.sum)
		if l.failed() {
			dst[Lanes]++
		}
	}
}

// Text implements lab.Simulation: after a race, who won, by how much, and what decided
// it; before its end, how every lane stands, and then how the race before came out.
func (s *simulation) Text() string {
	if s.Ended() {
		return s.last + s.stops()
	}
	text := fmt.Sprintf("Race %d, step %d.", s.Episode()+1, s.longest())
	for _, l := range s.lanes {
		w := l.episodes.World
		switch {
		case l.failed():
			text += fmt.Sprintf(" %s failed at step %d: the node at %s was full.", l.label(), w.Steps(), l.place(l.filled))
		case l.cut():
			text += fmt.Sprintf(" %s: return %.1f; no more was recorded.", l.label(), l.sum)
		case l.over():
			text += fmt.Sprintf(" %s has survived with return %.1f.", l.label(), l.sum)
		default:
			text += fmt.Sprintf(" %s: return %.1f, highest memory %.0f %%, budget %.0f.", l.label(), l.sum, 100*w.Stats().MaxMem, w.Budget())
		}
	}
	if s.last != "" {
		text += " " + s.last
	}
	return text + s.stops()
}

// AppendRow implements lab.Simulation: a row for each lane of a race that has ended.
func (s *simulation) AppendRow(dst []byte, step uint64) []byte {
	if !s.Ended() {
		return dst
	}
	for _, l := range s.lanes {
		dst = fmt.Appendf(dst, "%d,%d,%d,%s,%g,%d,%t,", step, s.races, l.number+1, clusterlab.PlayerKey(l.key, l.ahead != nil), l.sum, l.episodes.World.Steps(), l.failed())
		if l.filled >= 0 {
			dst = fmt.Appendf(dst, "%d", l.filled)
		}
		dst = append(dst, ',')
		if i := learnerOf(l.key); i >= 0 {
			dst = fmt.Appendf(dst, "%d", s.schools[i].age(l.key))
		}
		dst = append(dst, '\n')
	}
	return dst
}
