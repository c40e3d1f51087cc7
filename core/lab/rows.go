package lab

import (
	"fmt"
	"strconv"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/kernel"
)

// EpisodeColumns are the columns of a training run's metrics, one row per ended
// episode.
const EpisodeColumns = "step,episode,return,failed,epsilon,effective_epsilon,loss,prophet_loss,updates,handovers,heldout_return,heldout_failed,h3_return,omniscient_return"

// SignalColumns are the columns of a kernel's run, one row per step.
const SignalColumns = "step,progress,target,output,reality_gap,flow,structure,tension,loss,learning_rate,mode,predicted_risk,smoothed_risk,actual_risk,wR,eps"

// AppendSignals appends the row of a step to dst, without a newline; see
// SignalColumns.
func AppendSignals(dst []byte, s *kernel.Signals) []byte {
	return fmt.Appendf(dst, "%d,%g,%g,%g,%g,%g,%g,%g,%g,%g,%s,%g,%g,%g,%g,%g", s.Step+1, s.Progress, s.Target, s.Output,
		s.Gap, s.Flow, s.Structure, s.Tension, s.Loss, s.Rate, s.Mode, s.PredictedRisk, s.SmoothedRisk, s.ActualRisk, s.WR, s.Eps)
}

// Rows writes the metrics of a session as rows of comma-separated values: those
// that the terminal writes, and behind them what only a session that a person
// changes has to say. The zero value is ready.
type Rows struct {
	told uint64 // learner's step of the evaluation that a row has shown
}

// Columns returns the first line, without a newline.
func (*Rows) Columns(l Lab) string {
	switch l {
	case Cluster:
		return EpisodeColumns + ",policy"
	case Gardener:
		return gardener.CSVHeader
	}
	return SignalColumns + ",run"
}

// Append appends the row that the session's last step completed, if it did, to
// dst. Call it behind every step of a lab without episodes, and behind the last
// step of every episode of the cluster.
func (r *Rows) Append(dst []byte, s *Session) []byte {
	switch sim := s.sim.(type) {
	case *clusterSim:
		if sim.over {
			dst = r.episode(dst, s, sim)
		}
	case *gardenerSim:
		dst = sim.world.AppendCSV(dst)
	case *prophetSim:
		dst = fmt.Appendf(AppendSignals(dst, &sim.last), ",%d\n", sim.number+1)
	}
	return dst
}

// episode appends a row of EpisodeColumns. What nobody computes is empty, and so
// is an evaluation that an earlier row has shown.
func (r *Rows) episode(dst []byte, s *Session, sim *clusterSim) []byte {
	dst = fmt.Appendf(dst, "%d,%d,%g,%t,", s.step, sim.score.finished, sim.score.current, sim.last.Terminated)
	l := sim.learner
	if l == nil {
		dst = append(dst, ",,,,,,,,,,"...)
		return append(append(dst, sim.policyKey()...), '\n')
	}
	dst = AppendNumbers(dst, l.mind)
	if held := l.report; held.Episodes > 0 && held.Step != r.told {
		r.told = held.Step
		dst = appendCell(appendCell(appendCell(dst, held.Return), held.Failed), held.Baseline)
	} else {
		dst = append(dst, ",,,"...)
	}
	dst = append(dst, ',') // of omniscient, whom a session does not ask
	return append(append(dst, sim.policyKey()...), '\n')
}

// AppendNumbers appends the cells of EpisodeColumns from epsilon to handovers, with a
// comma behind each. What this learner does not have is empty.
func AppendNumbers(dst []byte, m *train.Mind) []byte {
	l, n := learning{mind: m}, m.Numbers()
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

// Training reports whether the acting policy learns from the steps that are
// taken, and after how many.
func (s *Session) Training() (learned uint64, on bool) {
	sim, ok := s.sim.(*clusterSim)
	if !ok || sim.learner == nil {
		return 0, false
	}
	return uint64(sim.learner.mind.Numbers().Steps), sim.config.Get(keyTrain) != 0 && sim.learner.stopped == nil
}

// Stopped returns why training has stopped by itself; nil when it has not.
func (s *Session) Stopped() error {
	if sim, ok := s.sim.(*clusterSim); ok && sim.learner != nil {
		return sim.learner.stopped
	}
	return nil
}
