// Package fourth builds a fourth lab, a bucket that fills, and takes it through
// everything that a lab goes through, without touching a file outside this folder:
// what a lab needs is what its own room holds.
package fourth

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/runner"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/game/scenes"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
	"github.com/resonetics/playground/site/build/catalog"
	"github.com/resonetics/playground/wasm/wire"
)

// all is what labs.All would be with one more line.
var all = append(append(lab.List(nil), labs.All...), Lab)

func TestASessionRunsIt(t *testing.T) {
	s := labtest.New(t, Lab, "auto", "off")
	s.AdvanceEpisode(1000)
	require.True(t, s.Ended())
	shot := labtest.Look(s, lab.View{Text: true})
	require.Greater(t, shot.Picture.(*picture).Level, shot.Picture.(*picture).Size)
	require.Contains(t, shot.Text, "emptied 0 times")
	s.Advance(1)
	require.EqualValues(t, 1, labtest.Look(s, lab.View{}).Episode)
}

func TestChangesAndLinks(t *testing.T) {
	s := labtest.New(t, Lab)
	for _, command := range []string{"set rate 0.2", "inject 0 0.3", "act 0"} {
		s.Advance(7)
		labtest.Apply(t, s, command)
	}
	s.Advance(30)
	run, err := all.ParseLink(s.Run().Link())
	require.NoError(t, err)
	again, err := lab.Replay(run)
	require.NoError(t, err)
	again.Advance(int(run.At))
	require.Equal(t, s.Digest(), again.Digest())

	_, err = Lab.ParseCommand("set rate much")
	require.ErrorContains(t, err, `rate is "much", want 0 to 1`)
	require.ErrorContains(t, s.Apply(lab.Change{Op: lab.OpSet, Key: "size", Value: 2}), "takes effect on reset")
	require.ErrorContains(t, s.Apply(lab.Change{Op: lab.OpAct, Target: 1}), "action 1, want 0 to 0")
	_, err = all.ParseLink("lab=bucket&rate=2")
	require.ErrorContains(t, err, "rate is 2, want 0 to 1")
}

func TestSavingAndLoading(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(50)
	b := s.Save(nil)
	again, err := all.Restore(b)
	require.NoError(t, err)
	s.Advance(200)
	again.Advance(200)
	require.Equal(t, s.Digest(), again.Digest())
	b[len(b)-9] ^= 1
	_, err = all.Restore(b)
	require.ErrorContains(t, err, "saved session: ")
}

func TestTheRunnerDrivesItAndWritesRows(t *testing.T) {
	now := 0.0
	r := runner.New(func() float64 { now++; return now })
	require.NoError(t, r.Open(lab.Run{Config: lab.NewConfig(Lab)}))
	require.True(t, r.JumpTo(3, 1000))
	require.Regexp(t, `^step,level\n1,0\.\d+\n2,0\.\d+\n3,0\.\d+\n$`, string(r.AppendCSV(nil)))
	_, err := r.Session().AppendMind(nil)
	require.ErrorIs(t, err, lab.ErrNoLearner)
	require.Error(t, r.Baselines())
}

func TestASnapshotTravels(t *testing.T) {
	s := labtest.New(t, Lab)
	s.Advance(40)
	want := labtest.Look(s, lab.View{Text: true})
	b := wire.Append(nil, all, want)
	var got lab.Snapshot
	require.NoError(t, wire.Read(b, all, &got))
	require.Equal(t, want, &got)
	require.Error(t, wire.Read(b[:len(b)-1], all, &got))
}

func TestThePagesCatalogHasIt(t *testing.T) {
	script, err := catalog.Script(all, "")
	require.NoError(t, err)
	for _, part := range []string{
		`"key":"bucket","label":"Bucket"`, `"unit":"litres per step"`, `"min":0,"max":0.2`, `"values":{"auto":"off","rate":"0.2"}`, `"command":"act 0"`,
	} {
		require.Contains(t, string(script), part)
	}
}

func TestMain(m *testing.M) { gametest.Main(m) }

func TestTheStageDrawsItAndAClickReachesIt(t *testing.T) {
	list := maps.Clone(scenes.All)
	list[Lab.Key] = newScene
	session := labtest.New(t, Lab, "auto", "off")
	session.Advance(12)
	stage, image := game.NewStage(list), gametest.Image(t, 400, 300)
	stage.Events.Inject = func(place int, amount float64) {
		require.NoError(t, session.Apply(lab.Change{Op: lab.OpInject, Target: uint32(place), Value: amount}))
	}
	stage.Arrange(paint.Rect{W: 400, H: 300}, 1)
	before := labtest.Look(session, lab.View{})
	require.NoError(t, stage.Show(before))
	stage.Update(game.Input{Elapsed: 1.0 / 60})
	stage.Draw(image)
	water := 0
	picture := gametest.Read(image)
	for i := 0; i < len(picture.Pix); i += 4 {
		if [3]uint8(picture.Pix[i:]) == [3]uint8{0x35, 0xd0, 0xe6} {
			water++
		}
	}
	require.Greater(t, water, 1000, "the column stands in the accent's color")

	stage.Update(game.Input{Elapsed: 1.0 / 60, X: 200, Y: 60, Present: true, Clicked: true})
	after := labtest.Look(session, lab.View{})
	require.InDelta(t, before.Metric("level")+Lab.Click, after.Metric("level"), 1e-9)
}

// TestTheWalkIsThisLab holds docs/a-new-lab.md to the code that these tests run: every
// listing stands in it, and nothing of it is left out.
func TestTheWalkIsThisLab(t *testing.T) {
	walk, err := os.ReadFile("../../docs/a-new-lab.md")
	require.NoError(t, err)
	shown, all := "", ""
	for i, part := range strings.Split(string(walk), "```") {
		if code, ok := strings.CutPrefix(part, "go\n"); ok && i%2 == 1 {
			shown += code
		}
	}
	for _, name := range []string{"bucket_test.go", "scene_test.go"} {
		code, err := os.ReadFile(name)
		require.NoError(t, err)
		_, body, ok := strings.Cut(string(code), "\n)\n")
		require.True(t, ok)
		for line := range strings.SplitSeq(body, "\n") {
			require.Contains(t, shown, line, "%s has a line that the walk does not show", name)
		}
		all += string(code)
	}
	for line := range strings.SplitSeq(shown, "\n") {
		require.Contains(t, all, line, "the walk shows a line that no file has")
	}
}
