package cluster

import (
	"fmt"
	"math"
	"strconv"

	"github.com/resonetics/playground/core/agent/train"
)

// EpisodeColumns are the columns of a training run's metrics: a row for every episode that
// has ended, and one for every evaluation, which has its step and the last four alone.
const EpisodeColumns = "step,episode,return,failed,epsilon,effective_epsilon,loss,prophet_loss,updates,handovers,heldout_return,heldout_failed,h3_return,omniscient_return"

// AppendRow implements lab.Simulation: a row of EpisodeColumns and the policy, after that of
// an evaluation that no row has shown. What nothing computes is empty.
func (s *simulation) AppendRow(dst []byte, step uint64) []byte {
	if !s.episodes.Over() {
		return dst
	}
	policy := s.config.Choice(keyPolicy)
	if l := s.learner; l != nil && l.report.Episodes > 0 && l.report.Step != s.told {
		s.told = l.report.Step
		e := &l.report
		dst = AppendEvaluation(dst, e.Step, e.Return, e.Failed, e.Baseline, math.NaN()) // a session does not ask the planner
		dst = append(append(append(dst, ','), policy...), '\n')
	}
	dst = fmt.Appendf(dst, "%d,%d,%g,%t,", step, s.score.finished, s.score.current, s.episodes.Last.Terminated)
	if s.learner == nil {
		dst = append(dst, ",,,,,,"...)
	} else {
		dst = AppendNumbers(dst, s.learner.learner)
	}
	return append(append(append(dst, noEvaluation...), policy...), '\n')
}

// noEvaluation ends a row of EpisodeColumns before the policy.
const noEvaluation = ",,,,"

// AppendEvaluation appends the row of an evaluation at a step, without the policy: what was
// learned against h.3 and the omniscient planner.
func AppendEvaluation(dst []byte, step uint64, heldOut, failed, h3, omniscient float64) []byte {
	dst = append(strconv.AppendUint(dst, step, 10), ",,,,,,,,,,"...)
	for _, v := range [...]float64{heldOut, failed, h3, omniscient} {
		dst = appendCell(dst, v)
	}
	return dst[:len(dst)-1]
}

// AppendNumbers appends the cells of EpisodeColumns from epsilon to handovers, each with a
// comma after it. What this learner does not have is empty.
func AppendNumbers(dst []byte, l *train.Learner) []byte {
	n := shownOf(l)
	for _, v := range []float64{n.Epsilon, n.Effective, n.Loss, n.prophetLoss, n.updates, n.handovers} {
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
