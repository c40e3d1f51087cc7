package site

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
)

// measuredTable is what a world of 3×4 nodes has measured of itself, in percent.
func measuredTable(t *testing.T) string {
	t.Helper()
	c := cluster.Default(cluster.V51)
	c.Height, c.Width, c.LoadLimit, c.OOMLimit, c.CriticalTerminates = 3, 4, 1, 1e9, false
	w, err := cluster.New(c)
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("time,pod,cpu,memory\n")
	for step := range 120 {
		for i, m := range w.Mem() {
			fmt.Fprintf(&b, "%d,web-%d,%.4f,%.4f\n", 60*step, i, 100*w.CPU()[i], 100*m)
		}
		_, err := w.Step(cluster.Up)
		require.NoError(t, err)
	}
	return b.String()
}

// dropText drops a file on the page.
func (b *browser) dropText(name, text string) {
	b.t.Helper()
	quoted, err := json.Marshal([]string{name, text})
	require.NoError(b.t, err)
	eval[any](b, "(([name, text]) => {"+`
		const data = new DataTransfer();
		data.items.add(new File([text], name));
		document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
	`+"})("+string(quoted)+")")
}

// TestMeasuredValuesBecomeACluster drops what a cluster has measured on the page.
func TestMeasuredValuesBecomeACluster(t *testing.T) {
	table := measuredTable(t)
	for name, s := range map[string]screen{"desktop": desktop, "phone": {360, 740, true}} {
		b := newBrowser(t, builtSite(t), s)
		b.start("/#lab=gardener") // the cluster's lab is another
		b.dropText("metrics.csv", table)
		b.wait("it is read", `document.getElementById('fit-open')?.hidden === false`)
		text := eval[string](b, `document.getElementById('fit-box').innerText`)
		for _, says := range []string{"12 nodes, a value every 60 seconds, over 119 minutes", "Drift per step", "3 × 4 nodes", "Yes: Memory rises by", "Yes: All nodes leak alike.",
			"Memory is read as percent"} {
			require.Contains(t, text, says)
		}
		require.NotRegexp(t, `undefined|NaN|\{\d\}`, text)
		require.True(t, eval[bool](b, `document.documentElement.scrollWidth <= innerWidth && document.getElementById('fit-box').scrollWidth <= innerWidth`))
		b.shoot("fit-" + name)
		if name != "desktop" {
			b.quiet()
			continue
		}
		eval[any](b, `document.getElementById('fit-open').click()`)
		b.wait("the cluster runs", `location.hash.includes('lab=cluster') && globalThis.resonetics?.step > 0 && resonetics.values.rows === '3'`)
		require.Regexp(t, `^0\.00[4-6]\d*$`, eval[string](b, `resonetics.values.drift`))
		b.shoot("fit-opened")
		b.quiet()
	}
}

// TestFilesThatAreNoMeasurementsSaySo drops others, and the answer of Prometheus, which is one.
func TestFilesThatAreNoMeasurementsSaySo(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	says := func(name, text, want string) {
		t.Helper()
		b.dropText(name, text)
		b.wait("it is said", fmt.Sprintf(`document.getElementById('fit-status')?.textContent.includes(%q)`, want))
		require.True(t, eval[bool](b, `document.getElementById('fit-open').hidden`))
	}
	says("notes.txt", "hello\nworld\n", "names no column memory")
	says("vector.json", `{"status":"success","data":{"resultType":"vector","result":[]}}`, "query_range")
	says("empty.csv", "", "file is empty")
	b.shoot("fit-refused")

	values := make([]string, 200)
	for i := range values {
		values[i] = fmt.Sprintf(`[%d,"%.4f"]`, 30*i, 0.2+0.002*float64(i)+0.003*float64(i*i%7)/7)
	}
	b.dropText("answer.json", `{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"memory_ratio","pod":"a"},"values":[`+strings.Join(values, ",")+`]}]}}`)
	b.wait("the answer is read", `document.getElementById('fit-open')?.hidden === false`)
	require.Contains(t, eval[string](b, `document.getElementById('fit-box').innerText`), "One node, a value every 30 seconds")
	eval[any](b, `document.getElementById('fit-box').close()`)
	b.dropText("preset.json", `{"format":"nothing"}`)
	b.wait("another file of JSON is none", `document.getElementById('notices').innerText.includes('preset.json cannot be loaded')`)
	require.False(t, eval[bool](b, `document.getElementById('fit-box').open`))
	b.quiet()
}
