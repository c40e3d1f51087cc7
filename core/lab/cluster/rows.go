package cluster

import (
	"fmt"
	"strconv"

	"github.com/resonetics/playground/core/agent/train"
)

// EpisodeColumns are the columns of a training run's metrics, one row per ended
// episode.
const EpisodeColumns = "step,episode,return,failed,epsilon,effective_epsilon,loss,prophet_loss,updates,handovers,heldout_return,heldout_failed,h3_return,omniscient_return"

// AppendRow implements lab.Simulation: a row of EpisodeColumns and the policy. What
// nothing computes is empty, and so is an evaluation that an earlier row has shown.
func (s *simulation) AppendRow(dst []byte, step uint64) []byte {
	if !s.episodes.Over() {
		return dst
	}
	policy := s.config.Choice(keyPolicy)
	dst = fmt.Appendf(dst, "%d,%d,%g,%t,", step, s.score.finished, s.score.current, s.episodes.Last.Terminated)
	l := s.learner
	if l == nil {
		return append(append(append(dst, ",,,,,,,,,,"...), policy...), '\n')
	}
	dst = AppendNumbers(dst, l.learner)
	if held := l.report; held.Episodes > 0 && held.Step != s.told {
		s.told = held.Step
		dst = appendCell(appendCell(appendCell(dst, held.Return), held.Failed), held.Baseline)
	} else {
		dst = append(dst, ",,,"...)
	}
	dst = append(dst, ',') // of omniscient, which a session does not ask
	return append(append(dst, policy...), '\n')
}

// AppendNumbers appends the cells of EpisodeColumns from epsilon to handovers, each with a
// comma after it. What this learner does not have is empty.
func AppendNumbers(dst []byte, m *train.Learner) []byte {
	l, n := learning{learner: m}, m.Numbers()
	updates, handovers := l.counts(n)
	for _, v := range []float64{n.Epsilon, n.Effective, n.Loss, l.prophetLoss(n), updates, handovers} {
		dst = appendCell(dst, v)
	}
	return dst
}

// appendCell appends a number and a comma; nothing before it for what is not one.
func appendCell(dst []byte, v float64) []byte {
	if v == v {
		dst = strconv.AppendFloat(dst, v, 'g', -1, 64)
	}
	return append(dst, ',')
}
