package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
)

// marked is a session of a lab with two numbers and a choice, none of which is simulated.
func marked() *Session {
	drift, noise, policy := 0.005, 10_000.0, uint8(0)
	fields := field.List{
		{Key: "drift", Value: &drift, Max: 1}, {Key: "noise", Value: &noise, Max: 1e7},
		{Key: "policy", Value: &policy, Choices: []string{"h3", "random"}},
	}
	l := &Lab{Key: "marked", Actor: "policy", Params: Bind(fields, []Param{
		{Key: "drift", Label: "Drift"}, {Key: "noise", Label: "Noise", Tunes: true},
		{Key: "policy", Label: "Policy", Options: []Option{{Key: "h3", Label: "h.3"}, {Key: "random", Label: "Random"}}},
	})}
	return &Session{config: NewConfig(l)}
}

func (s *Session) setAt(step uint64, key string, v float64) bool {
	c := Change{Step: step, Key: key, Value: v}
	recount := s.note(c)
	s.config.assign(c)
	return recount
}

// TestAChangeIsMarkedWhereItWasMade: a slider that is dragged is one mark, what is
// taken back is none, and numbers are written for people.
func TestAChangeIsMarkedWhereItWasMade(t *testing.T) {
	s := marked()
	require.True(t, s.setAt(3, "drift", 0.006))
	require.True(t, s.setAt(5, "drift", 0.009))
	require.False(t, s.setAt(6, "drift", 0.009), "it is that already")
	require.False(t, s.setAt(40, "noise", 1e6))
	s.setAt(80, "drift", 0.01)
	s.setAt(81, "drift", 0.009)
	s.setAt(500, "policy", 1)
	all := &ChartData{Stride: 1, Points: 512}
	want := []Mark{{3, "Drift 0.005 → 0.009"}, {40, "Noise 10,000 → 1,000,000"}, {500, "Policy h.3 → Random"}}
	require.Equal(t, want, s.appendMarks(nil, all))
	require.Equal(t, want[2:], s.appendMarks(nil, &ChartData{First: 41, Stride: 1, Points: 512}))
	whole := s.appendMarks(nil, &ChartData{Stride: 64, Points: 8})
	require.Equal(t, []Mark{{3, "Drift 0.005 → 0.009, Noise 10,000 → 1,000,000, Policy h.3 → Random"}}, whole)
}

// TestATextThatIsRewrittenIsAChange: it is who acts.
func TestATextThatIsRewrittenIsAChange(t *testing.T) {
	s := marked()
	s.config.Lab.Texts = []Text{{Key: "program", Label: "Your policy", Max: 100}}
	s.config = NewConfig(s.config.Lab)
	write := func(step uint64, text string) bool {
		c := Change{Step: step, Key: "program", Text: text}
		recount := s.note(c)
		s.config.assign(c)
		return recount
	}
	require.True(t, write(10, "one"))
	require.False(t, write(11, "one"))
	require.Equal(t, "since Your policy changed", s.why)
	require.True(t, write(100, "two"))
	require.Equal(t, []Mark{{10, "Your policy changed"}, {100, "Your policy changed"}}, s.appendMarks(nil, &ChartData{Stride: 1, Points: 512}))
}

func TestMarksOfALongRunAreBounded(t *testing.T) {
	s := marked()
	for i := range uint64(20_000) {
		s.setAt(i, "drift", float64(i%7)/10+0.01)
	}
	for stride := uint64(1); stride <= 64; stride *= 2 {
		d := &ChartData{First: 20_000 - min(20_000, Window*stride), Stride: stride, Points: Window}
		require.LessOrEqual(t, len(s.appendMarks(nil, d)), maxMarks)
	}
}

// TestAMomentIsReadFromItsOwnStep: what one looks back on is that step, however many
// steps a point of the whole run stands for.
func TestAMomentIsReadFromItsOwnStep(t *testing.T) {
	h := twoSeries()
	for i := range 9*Window + 5 {
		push(h, float32(i), float32(i%2))
	}
	require.Equal(t, []float32{9*Window + 4 - 7, 1}, h.moment(nil, 7))
	require.Empty(t, h.moment(nil, 0), "now")
	require.Empty(t, h.moment(nil, Window), "forgotten")
	require.Len(t, h.moment(nil, Window-1), 2)
	require.False(t, math.IsNaN(float64(h.moment(nil, Window-1)[0])))
}
