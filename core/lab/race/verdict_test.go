package race

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// TestWhoFailsAtTheSameStepIsToldByTheReturn breaks what is out of everybody's reach.
func TestWhoFailsAtTheSameStepIsToldByTheReturn(t *testing.T) {
	s := small(t, "lane-1", "h3", "lane-2", "random", "lane-3", "none")
	s.Advance(12)
	for node := range 36 {
		labtest.Apply(t, s, fmt.Sprintf("inject %d 1", node))
	}
	s.Advance(1)
	require.True(t, s.Ended())
	require.Regexp(t, `^Race 1: (h\.3|Random) won by [\d.]+: it failed at step 13 as (h\.3|Random) did, with return `, labtest.Look(s, lab.View{Text: true}).Text)
}

func TestTwoOfTheSameAreADraw(t *testing.T) {
	s := small(t, "lane-1", "h3", "lane-2", "h3", "lane-3", "none")
	s.AdvanceEpisode(1000)
	require.Contains(t, labtest.Look(s, lab.View{Text: true}).Text, "draw")
	require.Zero(t, picture(s).Lanes[0].Won+picture(s).Lanes[1].Won)
}

// TestTheVerdictTellsWhatHappened compares what is said of a lane that failed with its
// pictures.
func TestTheVerdictTellsWhatHappened(t *testing.T) {
	s := labtest.New(t, Lab, "teach", "0", "lane-2", "omniscient", "lane-3", "none")
	s.AdvanceEpisode(1000)
	text := labtest.Look(s, lab.View{Text: true}).Text
	m := regexp.MustCompile(`h\.3 failed at step (\d+) when the node at row (\d), column (\d) was full\. In the (\d+) steps since that node passed 80 %, h\.3 (.*), and had last been there (\d+) steps before\.$`).FindStringSubmatch(text)
	require.NotNil(t, m, text)
	number := func(i int) int {
		n, err := strconv.Atoi(m[i])
		require.NoError(t, err)
		return n
	}
	failed, node, hot, been := number(1), 6*(number(2)-1)+number(3)-1, number(4), number(6)
	at := func(step int) Lane {
		return labtest.Look(s, lab.View{Rewind: int(s.Step()) - step}).Picture.(*Picture).Lanes[0]
	}
	require.Equal(t, node, at(failed).Filled)
	require.GreaterOrEqual(t, at(failed).Mem[node], float32(0.99))
	require.Greater(t, at(failed - hot).Mem[node], float32(0.8))
	require.LessOrEqual(t, at(failed - hot - 1).Mem[node], float32(0.8))
	require.Equal(t, node, at(failed-been).Agent)
	counts := map[string]int{}
	for step := failed - hot + 1; step <= failed; step++ {
		l := at(step)
		switch {
		case step > failed-been && l.Agent == node:
			require.Fail(t, "it was there")
		case l.Action < cluster.Clean:
			counts["walked"]++
		case l.Wasted || l.Refused:
			counts["wasted"]++
		case l.Action == cluster.Scale:
			counts["scaled"]++
		default:
			counts["cleaned"]++
		}
	}
	for _, did := range regexp.MustCompile(`(cleaned|walked|scaled|wasted) (\d+)`).FindAllStringSubmatch(m[5], -1) {
		require.Equal(t, did[2], fmt.Sprint(counts[did[1]]), text)
		delete(counts, did[1])
	}
	require.Empty(t, counts)
}

// TestWhatDecidedBetweenTwoThatSurviveIsTold compares the words with the rewards.
func TestWhatDecidedBetweenTwoThatSurviveIsTold(t *testing.T) {
	s := small(t, "lane-2", "omniscient", "lane-3", "none", "drift", "0.004")
	earned, steps := map[int]float64{}, map[int]int{}
	for !s.Ended() {
		s.Advance(1)
		for i, l := range picture(s).Lanes {
			if l.Action >= cluster.Clean && l.Action != cluster.Scale && !l.Wasted && !l.Refused {
				earned[i] += float64(l.Reward)
				steps[i]++
			}
		}
	}
	text := labtest.Look(s, lab.View{Text: true}).Text
	require.Contains(t, text, "Omniscient won by")
	require.Contains(t, text, fmt.Sprintf("Both survived. Most of it came from cleaning: %+.1f in %d steps, against %+.1f in %d.", earned[1], steps[1], earned[0], steps[0]))
}
