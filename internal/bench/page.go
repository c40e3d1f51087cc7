package main

import (
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/resonetics/playground/site"
)

// readyTime remembers when the stage has drawn its first frame, in milliseconds
// since navigation began.
const readyTime = `addEventListener('message', ({ data }) => {
	if (data?.from === 'stage' && data.name === 'ready') globalThis.benchReady ??= performance.now();
})`

// firstVisit measures what a first visit costs: a fresh browser profile, nothing
// cached, the site on this machine, a browser that has come to rest.
func firstVisit() group {
	const size, time = "first_visit_mb", "first_frame_s"
	return group{[]string{size, time}, func(func(string) bool) ([]result, error) {
		var seconds []float64
		var megabytes float64
		for range 3 {
			mb, s, err := visit()
			if err != nil {
				return nil, err
			}
			megabytes = mb
			seconds = append(seconds, s)
		}
		return []result{{size, megabytes, "MB"}, {time, slices.Min(seconds), "s"}}, nil
	}}
}

// rest is how long a browser has been running before it is sent to the page: its
// own start is not the page's.
const rest = 2 * time.Second

func visit() (megabytes, seconds float64, err error) {
	handler, err := site.Handler()
	if err != nil {
		return 0, 0, err
	}
	s, err := serve(handler)
	if err != nil {
		return 0, 0, err
	}
	defer s.close()
	b, err := newBrowser(1280, 800)
	if err != nil {
		return 0, 0, err
	}
	defer b.close()
	if err := b.before(readyTime); err != nil {
		return 0, 0, err
	}
	time.Sleep(rest)
	if err := b.open(s.url); err != nil {
		return 0, 0, err
	}
	if err := b.wait("globalThis.benchReady && globalThis.resonetics?.step > 0"); err != nil {
		return 0, 0, err
	}
	ms, err := eval[float64](b, "globalThis.benchReady")
	return float64(s.sent.Load()) / 1e6, ms / 1000, err
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

// frames measures the drawing program while the worker runs at full speed, and
// how many frames it leaves of those that a program gets that draws nothing.
func frames() group {
	const work, rate, rateOfView, rateOfEmpty = "frame_go_ms_p99", "frame_rate_vs_empty", "frame_rate_view", "frame_rate_empty"
	return group{[]string{work, rate, rateOfView, rateOfEmpty}, func(func(string) bool) ([]result, error) {
		handler, err := site.Handler()
		if err != nil {
			return nil, err
		}
		empty, err := compileForBrowser("./internal/bench/empty")
		if err != nil {
			return nil, err
		}
		var view, bare []float64
		p99 := math.Inf(1)
		for range 2 { // in turn, so that both meet the same machine
			fps, ms, err := watchFrames(handler)
			if err != nil {
				return nil, err
			}
			view, p99 = append(view, fps), min(p99, ms)
			fps, _, err = watchFrames(withoutPicture(handler, empty))
			if err != nil {
				return nil, err
			}
			bare = append(bare, fps)
		}
		return []result{
			{work, p99, "ms"},
			{rateOfView, slices.Max(view), "frames/s"},
			{rateOfEmpty, slices.Max(bare), "frames/s"},
			{rate, slices.Max(view) / slices.Max(bare), "ratio"},
		}, nil
	}}
}

// watchFrames returns the frames per second and the 99th percentile of the Go
// time per frame, in milliseconds; 0 where the program does not say.
func watchFrames(handler http.Handler) (perSecond, goMs float64, err error) {
	s, err := serve(handler)
	if err != nil {
		return 0, 0, err
	}
	defer s.close()
	b, err := newBrowser(1280, 800)
	if err != nil {
		return 0, 0, err
	}
	defer b.close()
	if err := b.before(fmt.Sprintf(frameWatcher, canvasWidth, canvasHeight)); err != nil {
		return 0, 0, err
	}
	if err := b.open(s.url); err != nil {
		return 0, 0, err
	}
	if err := b.wait("globalThis.resonetics?.step > 0"); err != nil {
		return 0, 0, err
	}
	if _, err := eval[bool](b, fullSpeed); err != nil {
		return 0, 0, err
	}
	perSecond, err = eval[float64](b, fmt.Sprintf(`new Promise((resolve) => setTimeout(() => {
		const frames = benchFrames, start = performance.now();
		globalThis.benchSince = resonetics.stage.stats()?.frames ?? 0;
		setTimeout(() => resolve(1000 * (benchFrames - frames) / (performance.now() - start)), %d);
	}, %d))`, watch.Milliseconds(), settle.Milliseconds()))
	if err != nil {
		return 0, 0, err
	}
	goMs, err = eval[float64](b, "resonetics.stage.stats(benchSince)?.goMsP99 ?? 0")
	return perSecond, goMs, err
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
