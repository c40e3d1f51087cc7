package site

import (
	_ "embed"
	"fmt"
	"net/http/httptest"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
)

//go:embed testdata/chaos.js
var chaosScript string

// chaosSeeds are the schedules that every test run tries: few that hold nearly all of the faults.
var chaosSeeds = []uint64{6, 14, 36, 78}

// TestChaos lets things go wrong in the real page, as the schedules of some seeds say, and
// expects the run to be at every step what it is without faults, unless the page says in
// words what was lost. CHAOS_SEED=7 tries that schedule only; CHAOS_TIME=10m tries one after
// the other from there, for so long.
func TestChaos(t *testing.T) {
	site := builtSite(t)
	seeds, first := chaosSeeds, uint64(time.Now().UnixNano())
	if text := os.Getenv("CHAOS_SEED"); text != "" {
		var err error
		first, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err, "CHAOS_SEED")
		seeds = []uint64{first}
	}
	try := func(seed uint64) bool {
		return t.Run(fmt.Sprintf("CHAOS_SEED=%d", seed), func(t *testing.T) {
			server := httptest.NewServer(site)
			t.Cleanup(server.Close)
			newVisitor(t, server.URL, newSchedule(t, seed)).visit()
		})
	}
	text := os.Getenv("CHAOS_TIME")
	if text == "" {
		for _, seed := range seeds {
			try(seed)
		}
		return
	}
	span, err := time.ParseDuration(text)
	require.NoError(t, err, "CHAOS_TIME")
	for end := time.Now().Add(span); time.Now().Before(end); first++ {
		try(first)
	}
}

// TestAMessageIsTakenOnceAndInTurn lets each thing happen to a message that does something
// to the run, or carries its picture.
func TestAMessageIsTakenOnceAndInTurn(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(chaosScript)
	b.start(theCluster)
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	for i, order := range []string{
		`way: 'to', snapshot: false, how: 'repeated', ms: 0`, `way: 'to', snapshot: false, how: 'late', ms: 500`,
		`way: 'from', snapshot: false, how: 'repeated', ms: 200`, `way: 'from', snapshot: true, how: 'repeated', ms: 200`,
		`way: 'from', snapshot: true, how: 'late', ms: 500`, `way: 'from', snapshot: false, how: 'late', ms: 500`,
	} {
		place := strconv.Itoa(i)
		eval[any](b, `(chaos.fail({ `+order+` }), 1)`)
		require.Empty(t, eval[string](b, `Promise.all([resonetics.client.command('inject `+place+` 0.1'), resonetics.client.command('inject `+place+` 0.2')]).then((all) => all.join(''))`), order)
	}
	run, err := labs.All.ParseLink(eval[string](b, `resonetics.client.link()`))
	require.NoError(t, err)
	require.Len(t, run.Changes, 12)
	for i, change := range run.Changes {
		require.EqualValues(t, i/2, change.Target)
		require.InDelta(t, 0.1+0.1*float64(i%2), change.Value, 1e-9)
	}
	for _, way := range []string{"to", "from"} {
		eval[any](b, `(chaos.fail({ way: '`+way+`', snapshot: false, how: 'lost' }), document.getElementById('step').click(), resonetics.client.link(), 1)`)
		b.wait("a lost one is told", `document.getElementById('notices').innerText.includes('no longer answers')`)
		b.click("Restart")
		b.wait("it goes on", `resonetics.client.ready && resonetics.step > 0`)
	}
	b.quiet()
}

// TestALostOpeningIsTold loses the first message to the simulation, before a run is open:
// nothing is asked for pictures then, by which a silent worker would be noticed.
func TestALostOpeningIsTold(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(chaosScript)
	b.before(`globalThis.chaos?.fail({ way: 'to', snapshot: false, how: 'lost' })`)
	b.open(theCluster)
	b.wait("it is told", `document.getElementById('notices').innerText.includes('no longer answers')`)
	b.click("Restart")
	b.wait("it goes on", `resonetics.client.ready && resonetics.step > 0`)
	b.quiet()
}
