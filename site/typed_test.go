package site

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNumbersAreReadAsTheyAreTyped gives the reader of all number fields what people type:
// decimal commas, grouping, spaces, digits of other scripts, and what is no number.
func TestNumbersAreReadAsTheyAreTyped(t *testing.T) {
	const none = "none"
	read := map[string][2]string{ // as a number, and as a whole number
		"0,5": {"0.5", none}, "0.5": {"0.5", none}, ",5": {"0.5", none}, ".5": {"0.5", none}, "5.": {"5", "5"},
		"1,5": {"1.5", none}, "12,3456": {"12.3456", none}, "0,500": {"0.500", none}, "1500,500": {"1500.500", none},
		"1,500": {"1500", "1500"}, "1,500,000": {"1500000", "1500000"}, "1,500.25": {"1500.25", none},
		"1.500": {"1.500", "1500"}, "1.500.000": {"1500000", "1500000"}, "1.500,25": {"1500.25", none},
		"1 500": {"1500", "1500"}, "1\u00a0500,5": {"1500.5", none}, "1\u2009500\u2009000": {"1500000", "1500000"}, "1’500.5": {"1500.5", none},
		"０，５": {"0.5", none}, "１，５００": {"1500", "1500"}, "２．５": {"2.5", none}, "　４２　": {"42", "42"},
		"٠٫٥": {"0.5", none}, "१२": {"12", "12"},
		"1e5": {"1e5", "100000"}, "1,5e-3": {"1.5e-3", none}, "1.5E3": {"1.5e3", "1500"},
		"+7": {"7", "7"}, "007": {"7", "7"}, "-0,01": {"-0.01", none}, "−3": {"-3", none},
		"18446744073709551615": {"18446744073709551615", "18446744073709551615"},
		"1,2,3":                {none, none}, "1,234,56": {none, none}, "12 34": {none, none}, "1 5": {none, none}, "": {none, none},
		"many": {none, none}, ".": {none, none}, "--1": {none, none}, "1e": {none, none}, "0x10": {none, none}, "Infinity": {none, none},
	}
	b := newBrowser(t, builtSite(t), desktop)
	b.open("/")
	eval[any](b, `import(document.querySelector('link[href*="typed."]').href).then((reader) => { globalThis.reader = reader; })`)
	for text, want := range read {
		require.Equal(t, want[:], eval[[]string](b, `[reader.typed(`+quoted(text)+`) ?? 'none', reader.typedWhole(`+quoted(text)+`) ?? 'none']`), "%q", text)
	}
}

// TestEveryNumberFieldReadsTheSame types into each kind of field of the page.
func TestEveryNumberFieldReadsTheSame(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	b.fill("max-runtime", "0,5")
	require.Equal(t, "0.5", eval[string](b, `document.getElementById('max-runtime').value`), "it shows what was read")
	b.fill("max-runtime", "1,2,3")
	b.wait("it is refused", `document.querySelector('.limits .error').innerText.includes('Max runtime is "1,2,3"')`)
	b.fill("max-runtime", "")
	b.fill("max-steps", "１ ５００ ０００")
	require.Equal(t, "1,500,000", eval[string](b, `document.getElementById('max-steps').value`))
	eval[any](b, `(document.querySelectorAll('details').forEach((fold) => { fold.open = true; }), document.getElementById('play').click(), 1)`)
	for typed, want := range map[string]string{"0,011": "0.011", "０．０１２": "0.012", " 1,3e-2 ": "0.013"} {
		eval[any](b, `(() => { const field = document.querySelector('#param-drift ~ input'); field.focus(); field.select(); })()`)
		b.press(typed + "\r")
		b.wait("the session has it", `resonetics.values.drift === '`+want+`'`)
	}
	b.fill("disturb-row", "２")
	b.fill("disturb-column", "7")
	b.click("Inject load")
	b.wait("it wants another column", `document.getElementById('headline').innerText === 'Row is 1 to 6 and column 1 to 6.'`)
	b.fill("seed", "1,234")
	b.wait("the seed is plain", `document.getElementById('seed').value === '1234'`)
	b.fill("seed", "0,5")
	b.wait("it says what a seed is", `document.getElementById('notices').innerText.includes('Seed is "0,5", want a whole number from 0 to 18446744073709551615.')`)
	require.Equal(t, "1234", eval[string](b, `document.getElementById('seed').value`))
	b.click("Compare on 100 games")
	b.wait("the form is there", `document.getElementById('series-seed')?.value === '1235'`)
	b.fill("series-games", "1 0")
	b.wait("it is refused", `document.getElementById('series-error').innerText.includes('Games is "1 0"')`)
	b.fill("series-seed", "１'０００")
	b.fill("series-games", "１０")
	b.wait("ten games are played", `document.getElementById('series-status').innerText !== '' && document.getElementById('series-seed').value === '1000' && document.getElementById('series-games').value === '10'`)
	b.quiet()
}
