package site

import (
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// How two workers are compared with one: how often, for how long each, and on what.
const (
	luckPairs   = 3
	luckSeconds = 3
	luckLink    = "v=2&lab=cluster&policy=pqn"
)

// luckSpeedup measures how much faster two workers of the panel learn together than one of
// them alone, on a page that does nothing else.
func luckSpeedup(b *testing.B, tell func(string, float64, string)) {
	site := builtSite(b)
	page := newBrowser(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/empty" {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, "<!doctype html><title>bench</title>")
			return
		}
		site.ServeHTTP(w, r)
	}), screen{300, 200, false})
	page.open("/empty")
	ratios := eval[[]float64](page, fmt.Sprintf(luckScript, asset(b, "luck-pool"), asset(b, "download"), luckSeconds*1000, luckLink, luckPairs))
	slices.Sort(ratios)
	tell("luck_speedup_2", ratios[len(ratios)/2], "ratio")
}

// asset returns the address of a module of the site, whose name carries a hash.
func asset(t testing.TB, name string) string {
	found, err := fs.Glob(dist, "dist/assets/"+name+".*.js")
	require.NoError(t, err)
	require.Len(t, found, 1)
	return strings.TrimPrefix(found[0], "dist")
}

// luckScript returns, of some pairs, how many times as many steps two workers learn from as
// one. A pool takes one core less than there are.
const luckScript = `(async () => {
	const [{ Pool }, { compile }] = await Promise.all([import('%s'), import('%s')]);
	const module = await compile('worker', () => {});
	const span = %d;
	const speed = (workers) => new Promise((resolve, reject) => {
		Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => workers + 1, configurable: true });
		const shares = Array(workers).fill(0);
		const sum = () => shares.reduce((a, b) => a + b);
		let begun = false;
		const wrong = (...said) => reject(new Error(said.join(' ')));
		const pool = new Pool(module, {
			progress({ number }, share) {
				shares[number] = share;
				if (begun || !shares.every((one) => one > 0)) return;
				begun = true;
				setTimeout(() => {
					const from = sum(), start = performance.now();
					setTimeout(() => {
						pool.stop();
						resolve((sum() - from) / (performance.now() - start));
					}, span);
				}, span / 3);
			},
			rested() {}, done: wrong, refused: wrong, again: wrong, lost: wrong, over: wrong, broken: wrong,
		});
		pool.add(shares.map((_, number) => ({ number, link: '%s&seed=' + (42 + number), steps: 10000000, episodes: 1 })));
	});
	const ratios = [];
	for (let i = 0; i < %d; i++) ratios.push(1 / await speed(1) * await speed(2));
	return ratios;
})()`
