package desktop

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/internal/labtest"
)

// keysPressed names the environment variable that makes the test program show a race with
// a lane for its visitor, press keys of the display, print what they did, and end.
const keysPressed = "RESONETICS_WINDOW_KEYS"

// Codes of keys on the keyboard that an X server without one has.
const (
	keyRight = 114
	keySpace = 65
	keyP     = 33
	keyF1    = 67
	keyEsc   = 9
)

// keyFrames is for how many frames a key is held, and then let go; longWait is how many
// frames may pass until a key has done something.
const (
	keyFrames = 6
	longWait  = 2000
)

// pressed is the window under test, whose keys are pressed one after the other as soon as
// the one before has done something.
type pressed struct {
	*window
	keyboard *fakeKeyboard
	script   []keyPress
	frames   int // since the key went down
	waited   int
}

// keyPress is a key and what it does to the run.
type keyPress struct {
	code byte
	name string
	done func(*Moment) bool
}

// pressKeys shows the window and presses the keys.
func pressKeys() error {
	c := lab.NewConfig(race.Lab)
	for key, v := range map[string]string{"lane-1": "you", "lane-2": "h3", "lane-3": "none"} {
		if err := c.SetText(key, v); err != nil {
			return err
		}
	}
	driver, err := NewDriver(lab.Run{Config: c}, 60)
	if err != nil {
		return err
	}
	defer driver.Close()
	keyboard, err := newFakeKeyboard(os.Getenv("DISPLAY"))
	if err != nil {
		return err
	}
	defer keyboard.Close()
	action := func(step, action int) func(*Moment) bool {
		return func(m *Moment) bool {
			you := m.Snapshot.Picture.(*race.Picture).Lanes[0]
			return you.Steps == step && you.Action == action
		}
	}
	ebiten.SetWindowSize(windowWidth, windowHeight)
	w := newWindow(context.Background(), driver, os.Stdout)
	return ebiten.RunGame(&pressed{window: w, keyboard: keyboard, script: []keyPress{
		{keyF1, "help", func(*Moment) bool { return w.panel.bar.help != nil }},
		{keyEsc, "close", func(*Moment) bool { return w.panel.bar.help == nil }},
		{keyRight, "right", action(1, 3)},
		{keySpace, "clean", action(2, 4)},
		{keyRight, "right", action(3, 3)},
		{keyP, "pause", func(m *Moment) bool { return !m.Playing }},
	}})
}

// Update implements ebiten.Game.
func (p *pressed) Update() error {
	if err := p.window.Update(); err != nil || p.shown == nil || !ebiten.IsFocused() && p.waited < longWait/2 {
		p.waited++
		return err
	}
	if len(p.script) == 0 {
		return ebiten.Termination
	}
	next := p.script[0]
	switch p.frames++; {
	case p.frames == 1:
		return p.keyboard.press(next.code, true)
	case p.frames == keyFrames:
		return p.keyboard.press(next.code, false)
	case p.frames > longWait:
		return fmt.Errorf("the key for %s has done nothing", next.name)
	case p.frames > 2*keyFrames && next.done(p.shown):
		fmt.Println("pressed", next.name)
		p.script, p.frames = p.script[1:], 0
	}
	return nil
}

// fakeKeyboard presses keys of an X server by its test extension.
type fakeKeyboard struct {
	net.Conn
	opcode byte // of the extension
}

// newFakeKeyboard connects to the display, which must be a local one without access
// control, as that of a test is.
func newFakeKeyboard(display string) (*fakeKeyboard, error) {
	c, err := net.Dial("unix", "/tmp/.X11-unix/X"+strings.TrimPrefix(display, ":"))
	if err != nil {
		return nil, err
	}
	k := &fakeKeyboard{Conn: c}
	head, err := k.ask([]byte{'l', 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 8) // little endian, version 11
	if err == nil && head[0] != 1 {
		err = fmt.Errorf("the display %s refused the connection", display)
	}
	if err == nil {
		_, err = io.CopyN(io.Discard, c, 4*int64(binary.LittleEndian.Uint16(head[6:])))
	}
	if err != nil {
		return nil, err
	}
	reply, err := k.ask(append([]byte{98, 0, 4, 0, 5, 0, 0, 0}, "XTEST\x00\x00\x00"...), 32) // QueryExtension
	if err == nil && reply[8] == 0 {
		err = fmt.Errorf("the display %s has no test extension", display)
	}
	k.opcode = reply[9]
	return k, err
}

// ask sends a request and reads that many bytes of an answer.
func (k *fakeKeyboard) ask(request []byte, n int) ([]byte, error) {
	answer := make([]byte, n)
	if _, err := k.Write(request); err != nil {
		return answer, err
	}
	_, err := io.ReadFull(k, answer)
	return answer, err
}

// press lets a key go down or up.
func (k *fakeKeyboard) press(code byte, down bool) error {
	request := make([]byte, 36)
	copy(request, []byte{k.opcode, 2, 9, 0, 3, code}) // FakeInput of a key that goes up
	if down {
		request[4] = 2
	}
	_, err := k.Write(request)
	return err
}

// TestKeysMoveYouInTheWindow presses real keys on a display of its own.
func TestKeysMoveYouInTheWindow(t *testing.T) {
	env := labtest.Display(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(env, keysPressed+"=1")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, []string{"pressed help", "pressed close", "pressed right", "pressed clean", "pressed right", "pressed pause"}, strings.Split(strings.TrimSpace(string(out)), "\n"))
}
