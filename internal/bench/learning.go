package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/resonetics/playground/site"
)

// learningScript runs on the page before its own scripts: it times how long a
// snapshot is on its way, and notes when which step was shown.
const learningScript = `
globalThis.benchTrips = [];
globalThis.benchSteps = [];
globalThis.benchWatch = (client) => {
	const look = client.look.bind(client), arrived = client.on.snapshot;
	let asked = 0;
	client.look = (...args) => {
		if (!client.asked) asked = performance.now();
		look(...args);
	};
	client.on.snapshot = (...args) => {
		const now = performance.now();
		benchTrips.push(now - asked);
		arrived(...args);
		benchSteps.push([now, resonetics.step]);
	};
};`

// How a learner is watched: where the measure begins, because before there is
// nothing to learn from; and in how many visits how often, for how many seconds,
// with the stage drawing and without. Both are close together in time, so that they
// meet the same machine.
const (
	learningFrom    = 4000 // steps
	learningVisits  = 3
	learningPairs   = 8
	learningSeconds = 1
)

// learner's link: the Pilot alone on red-queen, one update in four steps, as
// train.Recommended has it.
const learnerLink = "v=1&lab=cluster&policy=pilot"

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

// learning measures a Pilot that learns in the page at full speed, with the stage
// drawing in a small canvas as in the frame measures: the fastest visit's speed, with
// its worker's load and the median trip of a snapshot; and what drawing leaves of the
// speed, the median over the pairs of all visits.
func learning() group {
	const loop, ratio, busy, trip = "loop_steps_per_s_browser_drawing", "train_throughput_drawing_ratio",
		"worker_busy_ratio", "snapshot_rtt_ms_p50"
	return group{[]string{loop, ratio, busy, trip}, func(func(string) bool) ([]result, error) {
		best, left, err := watchVisits(true)
		if err != nil {
			return nil, err
		}
		return []result{{loop, best.drawn(), "steps/s"}, {ratio, left, "ratio"}, {busy, best.Busy, "ratio"}, {trip, best.TripMs, "ms"}}, nil
	}}
}

// learningLarge measures the same with the stage at its full size in the page. Where
// no GPU draws, its pixels take processor time from the learner.
func learningLarge() group {
	const loop, ratio = "loop_steps_per_s_browser_drawing_large", "train_throughput_drawing_large_ratio"
	return group{[]string{loop, ratio}, func(func(string) bool) ([]result, error) {
		best, left, err := watchVisits(false)
		if err != nil {
			return nil, err
		}
		return []result{{loop, best.drawn(), "steps/s"}, {ratio, left, "ratio"}}, nil
	}}
}

// beating measures how long a visitor waits for a Pilot that beats h.3.
func beating() group {
	const beat = "beat_h3_s_browser"
	return group{[]string{beat}, func(func(string) bool) ([]result, error) {
		seconds, err := timeToBeat()
		if err != nil {
			return nil, err
		}
		return []result{{beat, seconds, "s"}}, nil
	}}
}

// watchVisits returns the fastest of some visits, and what drawing leaves in all.
func watchVisits(small bool) (best trained, left float64, err error) {
	var visits []trained
	for range learningVisits {
		t, err := watchLearning(small)
		if err != nil {
			return best, left, err
		}
		visits = append(visits, t)
	}
	best = slices.MaxFunc(visits, func(a, b trained) int { return cmp.Compare(a.drawn(), b.drawn()) })
	return best, medianRatio(visits), nil
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

// openPage opens the page at a link and calls do once it runs. small gives the
// stage the canvas of the frame measures.
func openPage(link string, small bool, do func(b *browser) error) error {
	handler, err := site.Handler()
	if err != nil {
		return err
	}
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

// watchPairs measures one visit. A stage that is not displayed gets no frames; the
// page asks for as many pictures as with it.
const watchPairs = `(async () => {
	const frame = document.getElementById('stage'), { stage } = resonetics, draw = stage.draw.bind(stage);
	const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
	const loads = [], trips = [], pairs = [];
	async function watch(drawing) {
		frame.style.display = drawing ? '' : 'none';
		stage.draw = drawing ? draw : () => '';
		await sleep(200);
		benchSteps.length = benchTrips.length = 0;
		const sample = setInterval(() => drawing && loads.push(resonetics.state.load), 100);
		await sleep(%d);
		clearInterval(sample);
		if (drawing) trips.push(...benchTrips);
		const [from, since] = benchSteps[0], [until, reached] = benchSteps.at(-1);
		return 1000 * (reached - since) / (until - from);
	}
	for (let i = 0; i < %d; i++) pairs.push([await watch(true), await watch(false)]);
	trips.sort((a, b) => a - b);
	return { pairs, busy: loads.reduce((a, b) => a + b, 0) / loads.length, tripMs: trips[trips.length >> 1] };
})()`

func watchLearning(small bool) (t trained, err error) {
	err = openPage("/#"+learnerLink, small, func(b *browser) error {
		if _, err := eval[bool](b, "benchWatch(resonetics.client), "+fullSpeed); err != nil {
			return err
		}
		if err := b.wait(fmt.Sprintf("resonetics.step > %d", learningFrom)); err != nil {
			return err
		}
		t, err = eval[trained](b, fmt.Sprintf(watchPairs, learningSeconds*1000, learningPairs))
		return err
	})
	return t, err
}

// timeToBeat returns the seconds from the choice of the Pilot, at full speed, until
// its held-out evaluation says that it beats h.3. It is evaluated every 5,000
// steps; red-queen is how the page begins. What the page knows of the evaluation
// is read in its own module, whose name carries a hash.
func timeToBeat() (seconds float64, err error) {
	err = openPage("", true, func(b *browser) error {
		seconds, err = eval[float64](b, fmt.Sprintf(`(async () => {
			const assets = performance.getEntriesByType('resource').map((entry) => entry.name);
			const { page } = await import(assets.find((name) => /\/assets\/page\.[0-9a-f]+\.js$/.test(name)));
			const start = performance.now();
			const error = await resonetics.client.open(%q);
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

const crowdSeconds = 6 // for which it is watched

// crowd measures the largest field on the page as a visitor sees it: stepping at
// full speed and drawn.
func crowd() group {
	const steps = "gardener_step_512_10k_browser"
	return group{[]string{steps}, func(func(string) bool) ([]result, error) {
		var perSecond float64
		err := openPage(crowdLink, false, func(b *browser) error {
			if _, err := eval[bool](b, fullSpeed); err != nil {
				return err
			}
			v, err := eval[float64](b, fmt.Sprintf(`new Promise((resolve) => {
				const from = resonetics.step, start = performance.now();
				setTimeout(() => resolve(1000 * (resonetics.step - from) / (performance.now() - start)), %d);
			})`, crowdSeconds*1000))
			perSecond = v
			return err
		})
		if err != nil {
			return nil, err
		}
		return []result{{steps, perSecond, "steps/s"}}, nil
	}}
}
