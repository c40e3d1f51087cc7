package korean

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/labtest"
)

// runs are sessions that have much to tell: a lab, its settings, and what is done to it.
var runs = []struct {
	lab      string
	settings []string
	changes  []string
	steps    int
}{
	{"cluster", []string{"policy", "h3", "foresight", "imagine", "drift", "0.02"}, []string{"set drift 0.03", "set policy random", "inject 3 0.9"}, 500},
	{"cluster", []string{"policy", "random", "foresight", "imagine"}, []string{"set noise 0.03", "set foresight none"}, 400},
	{"cluster", []string{"policy", "pqn"}, nil, 120},
	{"cluster", []string{"policy", "you"}, []string{"act 4"}, 2},
	{"race", []string{"lane-1", "h3", "lane-2", "random", "lane-3", "omniscient", "lane-4", "pilot-1000", "foresight-2", "imagine"}, []string{"set drift 0.01", "set lane-1 h5"}, 500},
	{"race", []string{"lane-1", "h3", "lane-2", "h7", "lane-3", "none"}, nil, 400},
	{"gardener", []string{"size", "24"}, []string{"set growth 0.03"}, 200},
	{"prophet", []string{"steps", "500"}, []string{"inject 0 1"}, 1100},
	{"prophet", []string{"rivals", "off"}, nil, 50},
}

// TestARunIsToldInKorean holds that what sessions really tell, made of parts as it is, has no
// English left.
func TestARunIsToldInKorean(t *testing.T) {
	table := Table()
	told := 0
	for _, r := range runs {
		s := labtest.New(t, labNamed(t, r.lab), r.settings...)
		for step := range r.steps {
			if step%200 == 100 && len(r.changes) > 0 {
				labtest.Apply(t, s, r.changes[0])
				r.changes = r.changes[1:]
			}
			s.Advance(1)
			if step%19 != 0 && !s.Ended() {
				continue
			}
			shot := labtest.Look(s, lab.View{Text: true})
			for _, english := range append([]string{shot.Text, shot.Told, shot.Why}, textsOf(shot.Marks)...) {
				told++
				korean := table.Say(english)
				require.NotRegexp(t, inEnglish, names.ReplaceAllString(korean, ""), english)
			}
		}
	}
	require.Greater(t, told, 200)
}

var (
	inEnglish = regexp.MustCompile(`[a-z]{2}`)
	names     = regexp.MustCompile(`Adam`)
)

func textsOf(marks []lab.Mark) (list []string) {
	for _, m := range marks {
		list = append(list, m.Text)
	}
	return list
}

func labNamed(t *testing.T, key string) *lab.Lab {
	t.Helper()
	for _, l := range labs.All {
		if l.Key == key {
			return l
		}
	}
	require.Fail(t, "no lab "+key)
	return nil
}
