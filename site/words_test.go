package site

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
)

// TestTheStageIsTold reads what a screen reader meets of the stage and its charts in every lab:
// right after the stage, a line a chart, and no more often than one listens.
func TestTheStageIsTold(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	for _, lab := range labs.All {
		b.visitLab(lab.Key)
		b.wait("its charts are told", fmt.Sprintf(`resonetics.step > 60 && document.querySelectorAll('#charts li').length === %d`, len(lab.Charts)))
		b.wait("and what they have done", `/(rising|falling) from -?[\d.,]+.* to |about -?[\d.,]+/.test(document.getElementById('charts').textContent)`)
		for i, line := range eval[[]string](b, `[...document.querySelectorAll('#charts li')].map((e) => e.textContent)`) {
			require.Regexp(t, `^[^\n]+\.$`, line)
			require.NotRegexp(t, `NaN|undefined|lane \d`, line, lab.Charts[i].Key)
		}
		require.Regexp(t, `^Over the last \d+ steps:$`, eval[string](b, `document.getElementById('charts-span').textContent`))
	}
	require.True(t, eval[bool](b, `Boolean(document.getElementById('stage-box').compareDocumentPosition(document.getElementById('charts')) & Node.DOCUMENT_POSITION_FOLLOWING
		&& document.getElementById('charts').compareDocumentPosition(document.querySelector('.transport')) & Node.DOCUMENT_POSITION_FOLLOWING)`), "they stand between the stage and what moves it")
	eval[any](b, `(document.getElementById('whole').click(), 1)`)
	b.wait("the whole run is told", `document.getElementById('charts-span').textContent === 'Over the whole run:' || resonetics.step <= 512`)
	told := eval[int](b, `new Promise((resolve) => {
		let told = 0;
		new MutationObserver(() => told++).observe(document.getElementById('description'), { childList: true });
		setTimeout(() => resolve(told), 2500);
	})`)
	require.LessOrEqual(t, told, 3, "in two seconds and a half")
	b.quiet()
}
