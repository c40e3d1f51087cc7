package site

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// trained is what one visit of the page with a learner at full speed shows: steps per
// second with the stage drawing and without, in pairs; and while it draws, the share
// of its time that the worker steps and the median trip of a snapshot.
type trained struct {
	Pairs  [][2]float64 `json:"pairs"`
	Busy   float64      `json:"busy"`
	TripMs float64      `json:"tripMs"`
}

// drawn returns the mean of the steps per second with the stage drawing.
func (t trained) drawn() float64 {
	sum := 0.0
	for _, p := range t.Pairs {
		sum += p[0]
	}
	return sum / float64(len(t.Pairs))
}

// learningSmall measures a Pilot that learns in the page at full speed, with the stage
// drawing in a small canvas as in the frame measures: the fastest visit's speed, with
// its worker's load and the median trip of a snapshot; and what drawing leaves of the
// speed, the median over the pairs of all visits.
func learningSmall(b *testing.B, tell func(string, float64, string)) {
	best, left := watchVisits(b, learnerLink, true)
	tell("loop_steps_per_s_browser_drawing", best.drawn(), "steps/s")
	tell("train_throughput_drawing_ratio", left, "ratio")
	tell("worker_busy_ratio", best.Busy, "ratio")
	tell("snapshot_rtt_ms_p50", best.TripMs, "ms")
}

// learningLarge measures the same with the stage at its full size in the page. Where
// no GPU draws, its pixels take processor time from the learner.
func learningLarge(b *testing.B, tell func(string, float64, string)) {
	best, left := watchVisits(b, learnerLink, false)
	tell("loop_steps_per_s_browser_drawing_large", best.drawn(), "steps/s")
	tell("train_throughput_drawing_large_ratio", left, "ratio")
}

// learningSquadron measures the same, with a small canvas, of the learner that learns from
// many worlds, in steps of all of them.
func learningSquadron(b *testing.B, tell func(string, float64, string)) {
	best, left := watchVisits(b, squadronLink, true)
	tell("pqn_steps_per_s_browser_drawing", squadronWorlds*best.drawn(), "steps/s")
	tell("pqn_throughput_drawing_ratio", left, "ratio")
}

// watchVisits returns the fastest of some visits of a link, and what drawing leaves in all.
func watchVisits(t testing.TB, link string, small bool) (best trained, left float64) {
	var visits []trained
	for range learningVisits {
		visits = append(visits, watchLearning(t, link, small))
	}
	best = slices.MaxFunc(visits, func(a, b trained) int { return cmp.Compare(a.drawn(), b.drawn()) })
	return best, medianRatio(visits)
}

// medianRatio returns the median over the pairs of what drawing leaves.
func medianRatio(visits []trained) float64 {
	var ratios []float64
	for _, t := range visits {
		for _, p := range t.Pairs {
			ratios = append(ratios, p[0]/p[1])
		}
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

func TestARatioIsTheMedianOfPairs(t *testing.T) {
	visits := []trained{{Pairs: [][2]float64{{90, 100}, {5, 10}}}, {Pairs: [][2]float64{{10, 100}}}}
	require.Equal(t, 0.5, medianRatio(visits), "pairs meet the same machine; others do not")
	require.Equal(t, 47.5, visits[0].drawn())
}

func watchLearning(t testing.TB, link string, small bool) trained {
	b := openPage(t, "/#"+link, small)
	eval[bool](b, "benchWatch(resonetics.client), "+fullSpeed)
	b.wait("the learner has warmed up", fmt.Sprintf("resonetics.step > %d", learningFrom))
	return eval[trained](b, fmt.Sprintf(watchPairs, learningSeconds*1000, learningPairs))
}

// beating measures the seconds from the choice of a learner, at full speed, until
// its held-out evaluation says that it beats h.3; red-queen is how the lab begins. What the page knows of the evaluation
// is read in its own module, whose name carries a hash.
func beating(name, link string) func(*testing.B, func(string, float64, string)) {
	const longest = 60 // seconds
	return func(b *testing.B, tell func(string, float64, string)) {
		tell(name, eval[float64](openPage(b, "/#v=2&lab=cluster", true), fmt.Sprintf(`(async () => {
		const assets = performance.getEntriesByType('resource').map((entry) => entry.name);
		const { page } = await import(assets.find((name) => /\/assets\/page\.[0-9a-f]+\.js$/.test(name)));
		const start = performance.now();
		const error = await resonetics.client.open(%q);
		if (error) throw new Error(error);
		%s;
		return new Promise((resolve, reject) => {
			const look = setInterval(() => {
				const learned = page.shot.learning, seconds = (performance.now() - start) / 1000;
				if (seconds > %d) reject(new Error('it has not beaten h.3: ' + JSON.stringify(learned)));
				else if (!(learned?.episodes > 0 && learned.mean > learned.baseline)) return;
				clearInterval(look);
				resolve(seconds);
			}, 20);
		});
	})()`, link, fullSpeed, longest)), "s")
	}
}
