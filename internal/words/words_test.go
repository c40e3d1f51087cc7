package words

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// table is a small catalog with everything that a real one has.
var table = New(map[string]string{
	"h.3": "h.3", "Pilot, now": "파일럿, 현재", "Memory": "메모리", "Drift": "드리프트", "critical": "중요", "cleans": "청소",
	"{0} step":                          "{0}스텝",
	"{0} steps":                         "{0}스텝",
	"{0} of {1}":                        "{1} 중 {0}",
	"row {0}, column {1}":               "{0}행 {1}열",
	"Node {0}":                          "노드 {0}",
	"{0} failed at step {1}.":           "{0}이(가) {1}스텝에서 실패했어요.",
	"{0} won by {1}: return {2} of {3}": "{3}의 {2}, {0}이(가) {1} 차",
	"since {0} changed":                 "{0}을(를) 바꾼 뒤",
	"link: {0}":                         "링크: {0}",
})

func TestSayFindsWhatIsComposed(t *testing.T) {
	for english, want := range map[string]string{
		"Memory":                               "메모리",
		"12 steps":                             "12스텝",
		"1 step":                               "1스텝",
		"Node row 2, column 3":                 "노드 2행 3열",           // a value has a form of its own
		"h.3 failed at step 41.":               "h.3이 41스텝에서 실패했어요.", // a particle after a digit
		"Pilot, now failed at step 1.":         "파일럿, 현재가 1스텝에서 실패했어요.",
		"Pilot, now won by 2: return 3 of h.3": "h.3의 3, 파일럿, 현재가 2 차", // values change places
		"h.3 failed at step 4. Pilot, now failed at step 5.": "h.3이 4스텝에서 실패했어요. 파일럿, 현재가 5스텝에서 실패했어요.",
		"since Drift changed":                                "드리프트를 바꾼 뒤",
		"Drift 0.01 → 0.02":                                  "드리프트 0.01 → 0.02", // something stands behind it
		"critical · cleans":                                  "중요 · 청소",
		"Memory ":                                            "메모리 ",
		"Memory.":                                            "메모리.",
		"100.0":                                              "100.0",
		"some of the old words":                              "some of the old words", // a short form does not tear an unknown text apart
		"nothing of this is known":                           "nothing of this is known",
		"link: h.3":                                          "링크: h.3",
		"":                                                   "",
	} {
		require.Equal(t, want, table.Say(english))
		require.Equal(t, want, table.Say(english), "as it is remembered")
	}
}

func TestNoTableIsEnglish(t *testing.T) {
	require.Equal(t, "12 steps", (*Table)(nil).Say("12 steps"))
}

func TestParseReadsPairsOfLines(t *testing.T) {
	parsed := Parse("Memory\n메모리\n{0} steps\n{0}스텝\n")
	require.Equal(t, "메모리", parsed.Say("Memory"))
	require.Equal(t, "7스텝", parsed.Say("7 steps"))
	require.Equal(t, "Drift", Parse("").Say("Drift"))
	require.Equal(t, "Drift", Parse("Drift").Say("Drift"), "an unfinished pair is none")
}

func TestParticlesFollowTheSound(t *testing.T) {
	for text, want := range map[string]string{
		"신경망이(가) 배워요": "신경망이 배워요", "파일럿은(는)": "파일럿은", "편대을(를)": "편대를", "서울으로(로)": "서울로", "집으로(로)": "집으로",
		"3을(를)": "3을", "2을(를)": "2를", "8으로(로)": "8로", "90 %이에요(예요)": "90 %예요", "“h.3”과(와)": "“h.3”과", "v1.2(a)은(는)": "v1.2(a)는", "CPU을(를)": "CPU를", "URL이(가)": "URL이",
	} {
		require.Equal(t, want, particles(text))
	}
}

// TestSayForgetsOldTexts holds that numbers that change all the time do not fill the memory.
func TestSayForgetsOldTexts(t *testing.T) {
	table := New(map[string]string{"{0} steps": "{0}스텝"})
	for i := range 3 * remembered {
		table.Say(string(rune('a'+i%20)) + " steps " + string(rune(i+300)))
	}
	require.LessOrEqual(t, len(table.said), remembered)
}

// TestSayAllocatesNothingAgain holds that a picture that says the same is as cheap as before.
func TestSayAllocatesNothingAgain(t *testing.T) {
	table.Say("12 steps")
	require.Zero(t, testing.AllocsPerRun(100, func() { table.Say("12 steps") }))
}
