package main

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"github.com/resonetics/playground/site"
)

// learningScript runs on the page before its own scripts: it times how long a
// snapshot is on its way.
const learningScript = `
globalThis.benchTrips = [];
globalThis.benchWatch = (session) => {
	const look = session.look.bind(session), arrived = session.on.snapshot;
	let asked = 0;
	session.look = (...args) => {
		if (!session.asked) asked = performance.now();
		look(...args);
	};
	session.on.snapshot = (...args) => {
		benchTrips.push(performance.now() - asked);
		arrived(...args);
	};
};`

// How a learner is watched: where the measure begins, because before there is
// nothing to learn from, and for how many seconds it runs.
const (
	learningFrom    = 4000 // steps
	learningSeconds = 5
	learningPairs   = 5 // of visits, with the stage and without
)

// learner's link: the Pilot alone on red-queen, one update in four steps, as
// train.Recommended has it.
const learnerLink = "v=1&lab=cluster&policy=pilot"

// trained is what one visit of the page with a learner at full speed shows.
type trained struct {
	StepsPerSecond float64 `json:"stepsPerSecond"`
	Busy           float64 `json:"busy"`
	TripMs         float64 `json:"tripMs"`
}

// learning measures a Pilot that learns in the page at full speed, with the stage
// drawing in a small canvas as in the frame measures, and with no stage at all:
// the fastest visit's speed, with its worker's load and the median trip of a
// snapshot, and the median ratio of the pairs.
func learning() group {
	const loop, ratio, busy, trip, beat = "loop_steps_per_s_browser_drawing", "train_throughput_drawing_ratio",
		"worker_busy_ratio", "snapshot_rtt_ms_p50", "beat_h3_s_browser"
	return group{[]string{loop, ratio, busy, trip, beat}, func(wanted func(string) bool) ([]result, error) {
		handler, err := site.Handler()
		if err != nil {
			return nil, err
		}
		var results []result
		if wanted(loop) || wanted(ratio) || wanted(busy) || wanted(trip) {
			var with, without []trained
			for range learningPairs { // in turn, so that both meet the same machine
				for _, x := range []struct {
					drawing bool
					list    *[]trained
				}{{true, &with}, {false, &without}} {
					t, err := watchLearning(handler, x.drawing)
					if err != nil {
						return nil, err
					}
					*x.list = append(*x.list, t)
				}
			}
			drawn := slices.MaxFunc(with, func(a, b trained) int { return cmp.Compare(a.StepsPerSecond, b.StepsPerSecond) })
			results = append(results,
				result{loop, drawn.StepsPerSecond, "steps/s"}, result{ratio, medianRatio(with, without), "ratio"},
				result{busy, drawn.Busy, "ratio"}, result{trip, drawn.TripMs, "ms"})
		}
		if wanted(beat) {
			seconds, err := timeToBeat(handler)
			if err != nil {
				return results, err
			}
			results = append(results, result{beat, seconds, "s"})
		}
		return results, nil
	}}
}

// medianRatio returns the median over pairs of what one learner takes of the
// other's steps per second.
func medianRatio(with, without []trained) float64 {
	ratios := make([]float64, len(with))
	for i := range with {
		ratios[i] = with[i].StepsPerSecond / without[i].StepsPerSecond
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

// openPage opens the page at a link and calls do once it runs. small gives the
// stage the canvas of the frame measures.
func openPage(handler http.Handler, link string, small bool, do func(b *browser) error) error {
	s, err := serve(handler)
	if err != nil {
		return err
	}
	defer s.close()
	b, err := newBrowser(1280, 800)
	if err != nil {
		return err
	}
	defer b.close()
	if small {
		if err := b.before(fmt.Sprintf(frameWatcher, canvasWidth, canvasHeight)); err != nil {
			return err
		}
	}
	if err := b.before(learningScript); err != nil {
		return err
	}
	if err := b.open(s.url + link); err != nil {
		return err
	}
	if err := b.wait("globalThis.resonetics?.step > 0 && resonetics.stage.ready"); err != nil {
		return err
	}
	return do(b)
}

// withoutStage takes the stage away; the page goes on asking for pictures as often
// as before.
const withoutStage = `new Promise((resolve) => {
	const frame = document.getElementById('stage'), { software } = frame.contentWindow;
	frame.onload = () => {
		frame.contentWindow.software = software;
		resolve(true);
	};
	frame.src = 'about:blank';
})`

func watchLearning(handler http.Handler, drawing bool) (t trained, err error) {
	err = openPage(handler, "/#"+learnerLink, true, func(b *browser) error {
		if !drawing {
			if _, err := eval[bool](b, withoutStage); err != nil {
				return err
			}
		}
		if _, err := eval[bool](b, "benchWatch(resonetics.session), "+fullSpeed); err != nil {
			return err
		}
		if err := b.wait(fmt.Sprintf("resonetics.step > %d", learningFrom)); err != nil {
			return err
		}
		t, err = eval[trained](b, fmt.Sprintf(`new Promise((resolve) => {
			const from = resonetics.step, start = performance.now(), loads = [];
			benchTrips.length = 0;
			const sample = setInterval(() => loads.push(resonetics.state.load), 100);
			setTimeout(() => {
				clearInterval(sample);
				const trips = benchTrips.toSorted((a, b) => a - b);
				resolve({
					stepsPerSecond: 1000 * (resonetics.step - from) / (performance.now() - start),
					busy: loads.reduce((a, b) => a + b, 0) / loads.length,
					tripMs: trips[trips.length >> 1],
				});
			}, %d);
		})`, learningSeconds*1000))
		return err
	})
	return t, err
}

// timeToBeat returns the seconds from the choice of the Pilot, at full speed, until
// its held-out evaluation says that it beats h.3. It is evaluated every 5,000
// steps; red-queen is how the page begins. What the page knows of the evaluation
// is read in its own module, whose name carries a hash.
func timeToBeat(handler http.Handler) (seconds float64, err error) {
	err = openPage(handler, "", true, func(b *browser) error {
		seconds, err = eval[float64](b, fmt.Sprintf(`(async () => {
			const assets = performance.getEntriesByType('resource').map((entry) => entry.name);
			const { page } = await import(assets.find((name) => /\/assets\/page\.[0-9a-f]+\.js$/.test(name)));
			const start = performance.now();
			const error = await resonetics.session.open(%q);
			if (error) throw new Error(error);
			%s;
			return new Promise((resolve, reject) => {
				const look = setInterval(() => {
					const learned = page.shot.learning, seconds = (performance.now() - start) / 1000;
					if (seconds > %g) reject(new Error('the Pilot has not beaten h.3: ' + JSON.stringify(learned)));
					else if (!(learned?.episodes > 0 && learned.mean > learned.baseline)) return;
					clearInterval(look);
					resolve(seconds);
				}, 20);
			});
		})()`, learnerLink, fullSpeed, waitLimit.Seconds()))
		return err
	})
	return seconds, err
}

// crowdLink is a field of 512×512 cells with 10,000 creatures, all the time.
const crowdLink = "/#v=1&lab=gardener&size=512&max-population=10000&min-population=10000&first-population=10000"

// crowd measures the largest field on the page as a visitor sees it: stepping at
// full speed and drawn.
func crowd() group {
	const steps = "gardener_step_512_10k_browser"
	return group{[]string{steps}, func(func(string) bool) ([]result, error) {
		handler, err := site.Handler()
		if err != nil {
			return nil, err
		}
		var perSecond float64
		err = openPage(handler, crowdLink, false, func(b *browser) error {
			if _, err := eval[bool](b, fullSpeed); err != nil {
				return err
			}
			perSecond, err = eval[float64](b, fmt.Sprintf(`new Promise((resolve) => {
				const from = resonetics.step, start = performance.now();
				setTimeout(() => resolve(1000 * (resonetics.step - from) / (performance.now() - start)), %d);
			})`, learningSeconds*1000))
			return err
		})
		return []result{{steps, perSecond, "steps/s"}}, err
	}}
}
