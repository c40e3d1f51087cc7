package site

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/bench/core"
)

// What internal/bench passes on.
var (
	benchOnly = flag.String("only", "", "the benchmark measures only what matches this regular expression")
	benchOut  = flag.String("out", "", "the benchmark writes its results to this file, as JSON")
)

// measures are numbers that share a preparation. take hands each to tell.
type measures struct {
	names []string
	take  func(b *testing.B, tell func(name string, value float64, unit string))
}

// pageMeasures lists everything that is measured in a browser.
func pageMeasures() []measures {
	return []measures{
		inWorker(),
		{[]string{"first_visit_mb", "first_frame_s"}, firstVisit},
		{[]string{"first_overtake_s"}, overtaking},
		{[]string{"lighthouse_accessibility", "lighthouse_best_practices", "lighthouse_performance"}, lighthouse},
		{[]string{"open_lesson_ms_p95"}, opensIn},
		{[]string{"main_thread_longest_task_ms"}, longestTask},
		{[]string{"frame_go_ms_p99", "frame_rate_view", "frame_rate_empty", "frame_rate_vs_empty"}, framesOf("", theCluster)},
		{[]string{"race_frame_go_ms_p99", "race_frame_rate_view", "race_frame_rate_empty", "race_frame_rate_vs_empty"}, framesOf("race_", "/#lab=race&lane-4=omniscient")},
		{[]string{"ghosts_go_ms_p99"}, ghosts},
		{[]string{"loop_steps_per_s_browser_drawing", "train_throughput_drawing_ratio", "worker_busy_ratio", "snapshot_rtt_ms_p50"}, learningSmall},
		{[]string{"loop_steps_per_s_browser_drawing_large", "train_throughput_drawing_large_ratio"}, learningLarge},
		{[]string{"pqn_steps_per_s_browser_drawing", "pqn_throughput_drawing_ratio"}, learningSquadron},
		{[]string{"beat_h3_s_browser"}, beating("beat_h3_s_browser", learnerLink)},
		{[]string{"pqn_beat_h3_s_browser"}, beating("pqn_beat_h3_s_browser", squadronLink)},
		{[]string{"luck_speedup_2"}, luckSpeedup},
		{[]string{"gardener_step_512_10k_browser"}, crowd},
	}
}

// BenchmarkPage measures the page as visitors get it, and the programs in it.
func BenchmarkPage(b *testing.B) {
	only := regexp.MustCompile(*benchOnly)
	results := []core.Result{}
	for _, m := range pageMeasures() {
		if !slices.ContainsFunc(m.names, only.MatchString) {
			continue
		}
		b.Run(m.names[0], func(b *testing.B) {
			m.take(b, func(name string, value float64, unit string) {
				r := core.Result{Name: name, Value: value, Unit: unit}
				fmt.Println(r)
				results = append(results, r)
			})
		})
	}
	if *benchOut != "" {
		text, err := json.Marshal(results)
		require.NoError(b, err)
		require.NoError(b, os.WriteFile(*benchOut, text, 0o644))
	}
}

func TestEveryNameIsMeasuredOnce(t *testing.T) {
	var names []string
	for _, m := range pageMeasures() {
		names = append(names, m.names...)
	}
	for _, name := range []string{
		"cluster_step_4x4_browser", "gardener_step_60x60_80_browser", "prophet_step_browser", "script_decisions_per_s_browser", "act_us_browser",
		"batch_steps_4x4_browser", "layernorm_us_browser", "pqn_steps_per_s_browser", "pqn_steps_per_s_browser_drawing", "pqn_beat_h3_s_browser",
		"series_steps_per_s_browser", "series_vs_bare_browser", "imagine_ms_browser",
		"open_lesson_ms_p95", "main_thread_longest_task_ms", "update_us_browser_plain", "update_us_browser_simd", "update_us_tfjs_wasm", "update_us_jaxjs_wasm",
	} {
		require.Contains(t, names, name)
	}
	slices.Sort(names)
	require.Equal(t, slices.Compact(slices.Clone(names)), names)
}

// readyTime remembers when the stage has drawn its first frame, in milliseconds
// since navigation began.
const readyTime = `addEventListener('message', ({ data }) => {
	if (data?.from === 'stage' && data.name === 'ready') globalThis.benchReady ??= performance.now();
})`

// firstVisit measures what a first visit costs: a fresh browser profile, nothing
// cached, the site on this machine, a browser that has come to rest.
func firstVisit(b *testing.B, tell func(string, float64, string)) {
	var megabytes float64
	seconds := math.Inf(1)
	for range 3 {
		mb, s := visit(b)
		megabytes, seconds = mb, min(seconds, s)
	}
	tell("first_visit_mb", megabytes, "MB")
	tell("first_frame_s", seconds, "s")
}

// rest is how long a browser has been running before it is sent to the page: its
// own start is not the page's.
const rest = 2 * time.Second

func visit(t testing.TB) (megabytes, seconds float64) {
	server := httptest.NewUnstartedServer(builtSite(t))
	var sent atomic.Int64
	server.Listener = countingListener{server.Listener, &sent}
	server.Start()
	t.Cleanup(server.Close)
	b := newBrowserAt(t, server.URL, desktop)
	b.before(readyTime)
	time.Sleep(rest)
	b.open("")
	b.wait("the first frame", "globalThis.benchReady && globalThis.resonetics?.step > 0")
	ms := eval[float64](b, "globalThis.benchReady")
	return float64(sent.Load()) / 1e6, ms / 1000
}

// countingListener counts every byte that its connections send, headers
// included.
type countingListener struct {
	net.Listener
	sent *atomic.Int64
}

func (l countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countingConn{c, l.sent}, err
}

type countingConn struct {
	net.Conn
	sent *atomic.Int64
}

func (c countingConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.sent.Add(int64(n))
	return n, err
}

// The canvas of the frame measures, in pixels: software rendering is bound by
// pixels, which a GPU is not, and what is measured is the program.
const (
	canvasWidth  = 200
	canvasHeight = 120
)

// How long frames are watched, after how long a start.
const (
	settle = 3 * time.Second
	watch  = 6 * time.Second
)

// frameWatcher counts the frames of the page, and gives the stage its size.
const frameWatcher = `
globalThis.benchFrames = 0;
if (globalThis === top) {
	const count = () => { globalThis.benchFrames++; requestAnimationFrame(count); };
	requestAnimationFrame(count);
	addEventListener('DOMContentLoaded', () => {
		document.getElementById('stage').style.cssText = 'position:fixed;left:0;top:0;width:%dpx;height:%dpx';
	});
}`

// fullSpeed moves the page's own slider to its end: what a visitor gets who does so.
const fullSpeed = `(() => {
	const speed = document.getElementById('speed');
	speed.value = speed.max;
	speed.dispatchEvent(new Event('input', { bubbles: true }));
	resonetics.client.play(true);
	return true;
})()`

// overtaking measures how long after its first frame a first visit says that the network
// has overtaken the heuristic.
func overtaking(b *testing.B, tell func(string, float64, string)) {
	p := newBrowser(b, builtSite(b), desktop)
	p.before(readyTime)
	time.Sleep(rest)
	p.open("")
	p.wait("it has overtaken", told+`.startsWith('The network has overtaken')`)
	tell("first_overtake_s", eval[float64](p, "performance.now() - benchReady")/1000, "s")
}

// framesOf measures the drawing program at an address while the worker runs at full
// speed, and how many frames it leaves of those that a program gets that draws nothing.
func framesOf(prefix, path string) func(*testing.B, func(string, float64, string)) {
	return func(b *testing.B, tell func(string, float64, string)) {
		frames(b, path, func(name string, value float64, unit string) { tell(prefix+name, value, unit) })
	}
}

func frames(b *testing.B, path string, tell func(string, float64, string)) {
	handler := builtSite(b)
	empty, err := core.Compile("../internal/bench/empty", "-ldflags=-s -w")
	require.NoError(b, err)
	var view, bare float64
	p99 := math.Inf(1)
	for range 2 { // in turn, so that both meet the same machine
		fps, ms := watchFrames(b, handler, path)
		view, p99 = max(view, fps), min(p99, ms)
		fps, _ = watchFrames(b, withoutPicture(handler, empty), path)
		bare = max(bare, fps)
	}
	tell("frame_go_ms_p99", p99, "ms")
	tell("frame_rate_view", view, "frames/s")
	tell("frame_rate_empty", bare, "frames/s")
	tell("frame_rate_vs_empty", view/bare, "ratio")
}

// ghosts measures the drawing program while the Prophet looks ahead at most steps, at a speed
// at which each can be seen, on a stage of the usual size.
func ghosts(b *testing.B, tell func(string, float64, string)) {
	p := newBrowser(b, builtSite(b), desktop)
	p.start("/#v=2&lab=cluster&seed=1&policy=random&foresight=imagine&imagine-at=0")
	eval[any](p, fmt.Sprintf(`new Promise((resolve) => setTimeout(() => {
		globalThis.benchSince = resonetics.stage.stats().frames;
		setTimeout(resolve, %d);
	}, %d))`, watch.Milliseconds(), settle.Milliseconds()))
	tell("ghosts_go_ms_p99", eval[float64](p, "resonetics.stage.stats(benchSince).goMsP99"), "ms")
}

// watchFrames returns the frames per second and the 99th percentile of the Go
// time per frame, in milliseconds; 0 where the program does not say.
func watchFrames(t testing.TB, handler http.Handler, path string) (perSecond, goMs float64) {
	b := newBrowser(t, handler, desktop)
	b.before(fmt.Sprintf(frameWatcher, canvasWidth, canvasHeight))
	b.start(path)
	eval[bool](b, fullSpeed)
	perSecond = eval[float64](b, fmt.Sprintf(`new Promise((resolve) => setTimeout(() => {
		const frames = benchFrames, start = performance.now();
		globalThis.benchSince = resonetics.stage.stats()?.frames ?? 0;
		setTimeout(() => resolve(1000 * (benchFrames - frames) / (performance.now() - start)), %d);
	}, %d))`, watch.Milliseconds(), settle.Milliseconds()))
	return perSecond, eval[float64](b, "resonetics.stage.stats(benchSince)?.goMsP99 ?? 0")
}

// pictureProgram is the path of the drawing program.
var pictureProgram = regexp.MustCompile(`^/assets/view\.[0-9a-f]+\.wasm$`)

// withoutPicture serves the same site with another drawing program.
func withoutPicture(site http.Handler, program []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !pictureProgram.MatchString(r.URL.Path) {
			site.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/wasm")
		w.Header().Set("Content-Length", strconv.Itoa(len(program)))
		w.Write(program)
	})
}

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
// learning.Recommended has it.
const learnerLink = "v=1&lab=cluster&policy=pilot"

// squadronLink is that of the learner of many worlds, which take a step together.
const (
	squadronLink   = "v=2&lab=cluster&policy=pqn"
	squadronWorlds = 64
)

// openPage opens the page at a link, where it runs. small gives the stage the canvas
// of the frame measures.
func openPage(t testing.TB, link string, small bool) *browser {
	b := newBrowser(t, builtSite(t), desktop)
	if small {
		b.before(fmt.Sprintf(frameWatcher, canvasWidth, canvasHeight))
	}
	b.before(learningScript)
	b.start(link)
	b.wait("the stage is ready", "resonetics.stage.ready")
	return b
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

// crowdLink is a field of 512×512 cells with 10,000 creatures, all the time.
const crowdLink = "/#v=1&lab=gardener&size=512&max-population=10000&min-population=10000&first-population=10000"

const crowdSeconds = 6 // for which it is watched

// crowd measures the largest field on the page as a visitor sees it: stepping at
// full speed and drawn.
func crowd(t *testing.B, tell func(string, float64, string)) {
	b := openPage(t, crowdLink, false)
	eval[bool](b, fullSpeed)
	tell("gardener_step_512_10k_browser", eval[float64](b, fmt.Sprintf(`new Promise((resolve) => {
		const from = resonetics.step, start = performance.now();
		setTimeout(() => resolve(1000 * (resonetics.step - from) / (performance.now() - start)), %d);
	})`, crowdSeconds*1000)), "steps/s")
}
