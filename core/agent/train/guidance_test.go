package train

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// guided returns a learner under a rule whose forecast is set by hand.
func guided(t *testing.T, rule Guidance, risk, near float32) (*Learner, *cluster.World) {
	t.Helper()
	c := small()
	c.Guidance, c.Forecast, c.HandoverAt = rule, false, 0.5
	a := build(t, c)
	a.learner.numbers.Forecast.Risk, a.learner.numbers.Forecast.NearMiss = risk, near
	copy(a.learner.seen, a.World().Observation())
	return a.learner, a.World()
}

// count chooses so often and returns how often guidance and chance decided.
func count(m *Learner, w *cluster.World, times int) (handed, explored int) {
	for range times {
		n := &m.numbers
		n.Epsilon = 0.5
		n.Effective, n.Explored, n.Guided = n.Epsilon, false, false
		action := m.choose(w)
		if n.Guided {
			handed++
			if action != agent.SafeAction(w) {
				panic("guidance did not take the safe action")
			}
		}
		if n.Explored {
			explored++
		}
	}
	return handed, explored
}

// TestTheRecordedRule checks ε·(1 − 0.9·risk) against the recorded case: ε 0.7,
// risk 0.434.
func TestTheRecordedRule(t *testing.T) {
	m, w := guided(t, Epsilon, 0.43418371605220313, 0.99)
	m.numbers.Epsilon, m.numbers.Effective = 0.7, 0.7
	m.choose(w)
	require.InDelta(t, 0.42646425888711204, m.numbers.Effective, 1e-7)
	require.Zero(t, m.numbers.Handovers)
}

func TestRules(t *testing.T) {
	const times = 4000
	for _, c := range []struct {
		rule             Guidance
		risk, near       float32
		handed, explored float64 // share
	}{
		{None, 1, 1, 0, 0.5},
		{Epsilon, 0, 1, 0, 0.5},
		{Epsilon, 1, 1, 0, 0.05},
		{Handover, 1, 0.49, 0, 0.5},
		{Handover, 0, 0.51, 1, 0},
		{Threshold, 1, 1, 0, 0.5},
		{Withdrawn, 0, 0.51, 1, 0},
		{Withdrawn, 1, 0.49, 0, 0.5},
		{MaxThreshold, 1, 1, 0, 0.5},
		{AlwaysSafe, 0, 0, 1, 0},
	} {
		m, w := guided(t, c.rule, c.risk, c.near)
		handed, explored := count(m, w, times)
		require.InDelta(t, c.handed, float64(handed)/times, 0.001, "%+v", c)
		require.InDelta(t, c.explored, float64(explored)/times, 0.03, "%+v", c)
	}
	m, w := guided(t, Threshold, 0, 0)
	for node := range w.Mem() {
		require.NoError(t, w.InjectLoad(node, 0.4))
	}
	handed, _ := count(m, w, 10)
	require.Equal(t, 10, handed, "the average memory is above the threshold")

	m, w = guided(t, MaxThreshold, 0, 0)
	require.NoError(t, w.InjectLoad(3, 1))
	require.Less(t, float64(w.Stats().AvgMem), m.cfg.LoadAt)
	handed, _ = count(m, w, 10)
	require.Equal(t, 10, handed, "one node is above the threshold")
}

// TestWithdrawnGuidanceIsObeyedLessAndLess checks the schedule of both networks: wholly up to
// the beginning, in half of the cases half way, and never after the end.
func TestWithdrawnGuidanceIsObeyedLessAndLess(t *testing.T) {
	const times = 4000
	for _, algorithm := range []Algorithm{Pilot, PQN} {
		m, w := guided(t, Withdrawn, 0, 1)
		m.cfg.Algorithm, m.cfg.WithdrawFrom, m.cfg.WithdrawTo = algorithm, 0.2, 0.6
		var err error
		m.algo, err = newAlgorithm(&m.cfg)
		require.NoError(t, err)
		horizon := map[Algorithm]int{Pilot: m.cfg.Pilot.Horizon, PQN: m.cfg.PQN.Horizon}[algorithm]
		for _, c := range []struct{ done, obeyed float64 }{{0.1, 1}, {0.4, 0.5}, {0.5, 0.25}, {0.6, 0}, {2, 0}} {
			m.numbers.Steps = int(c.done * float64(horizon))
			require.InDelta(t, c.obeyed, m.Numbers().Obedience, 0.01)
			handed, _ := count(m, w, times)
			require.InDelta(t, c.obeyed, float64(handed)/times, 0.03)
		}
	}
	m, _ := guided(t, Withdrawn, 0, 1)
	m.cfg.WithdrawFrom, m.cfg.WithdrawTo = 0.5, 0.5
	m.numbers.Steps = m.cfg.Pilot.Horizon / 2
	require.Zero(t, m.Numbers().Obedience, "at once, where it begins and ends at one step")
}

func TestObedienceOfTheOtherRules(t *testing.T) {
	for rule, want := range map[Guidance]float64{None: 0, Epsilon: 0, YokedEpsilon: 0, Handover: 1, Yoked: 1, Threshold: 1, MaxThreshold: 1, AlwaysSafe: 1} {
		m, _ := guided(t, rule, 0, 0)
		m.numbers.Steps = m.cfg.Pilot.Horizon
		require.Equal(t, want, m.Numbers().Obedience, GuidanceNames[rule])
	}
}

func TestYokedControlsActAsMuchAsTheirPairAndBlindly(t *testing.T) {
	const times = 4000
	m, w := guided(t, Yoked, 0, 0)
	m.Yoke(Rates{{handover: 0.3, epsilon: 1}, {handover: 0.8, epsilon: 1}})
	handed, _ := count(m, w, times)
	require.InDelta(t, 0.3, float64(handed)/times, 0.03)
	m.numbers.Steps = RateBlock
	handed, _ = count(m, w, times)
	require.InDelta(t, 0.8, float64(handed)/times, 0.03, "the second thousand steps")
	m.numbers.Steps = 9 * RateBlock
	handed, _ = count(m, w, times)
	require.InDelta(t, 0.8, float64(handed)/times, 0.03, "the last rate holds on")

	m, w = guided(t, YokedEpsilon, 1, 1)
	m.Yoke(Rates{{epsilon: 0.4}})
	handed, explored := count(m, w, times)
	require.Zero(t, handed)
	require.InDelta(t, 0.2, float64(explored)/times, 0.03, "whatever the risk is")
}

func TestAControlWithoutAPairFollowsItsOwnForecasts(t *testing.T) {
	m, w := guided(t, Yoked, 0, 1)
	require.True(t, m.forecasting(), "somebody has to ask")
	count(m, w, 6*RateBlock)
	require.InDelta(t, 1, m.recent.handover, 0.01)
	m.numbers.Forecast.NearMiss = 0
	handed, _ := count(m, w, RateBlock)
	require.InDelta(t, 0.63, float64(handed)/RateBlock, 0.1, "on average over the last thousand steps, not at once")
	m.Yoke(Rates{{}})
	require.False(t, m.forecasting())
}

func TestRatesAreAveragesOfBlocks(t *testing.T) {
	var r Rates
	for i := range RateBlock + 10 {
		n := Numbers{Epsilon: 0.5, Effective: 0.25, Guided: i < 100 || i >= RateBlock}
		r.note(i, n.did())
	}
	require.Len(t, r, 2)
	require.InDelta(t, 0.1, r[0].handover, 1e-12)
	require.InDelta(t, 0.5, r[0].epsilon, 1e-12)
	require.InDelta(t, 1, r[1].handover, 1e-12)
	r.note(RateBlock+10, (&Numbers{}).did())
	require.Greater(t, r[1].epsilon, 0.5, "where nothing is explored, nothing is taken away")
}
