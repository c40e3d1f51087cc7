package game

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/resonetics/playground/game/paint"
)

// Input is what a person does with pointer or finger during one frame, in
// device pixels.
type Input struct {
	Elapsed float64 // seconds since the frame before
	X, Y    float32
	Present bool // there is a pointer, or a finger left its mark
	Clicked bool // pressed and released at the same place
	Dragged bool // pressed, and moved since
	FromX   float32
	FromY   float32 // where it was pressed last
}

// Over returns whether the pointer is in r.
func (in *Input) Over(r paint.Rect) bool { return in.Present && r.Contains(in.X, in.Y) }

// Reader is the one place where pointer and fingers are read.
type Reader struct {
	now     Input
	cursor  [2]int
	pressed [2]float32
	touches []ebiten.TouchID
	left    bool
}

// slack is how far, in device pixels, a pointer may move during a click.
const slack = 12

// Leave says that the pointer has left the window, where the system tells.
func (r *Reader) Leave() { r.left = true }

// Read returns the input of this frame. Call it once per frame.
func (r *Reader) Read(elapsed float64) Input {
	r.now.Elapsed = elapsed
	r.now.Clicked = false
	r.readMouse()
	r.readTouch()
	r.now.Dragged = r.held() && r.moved()
	r.now.FromX, r.now.FromY = r.pressed[0], r.pressed[1]
	return r.now
}

// held reports whether a button or a finger is down.
func (r *Reader) held() bool {
	r.touches = ebiten.AppendTouchIDs(r.touches[:0])
	return len(r.touches) > 0 || ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft)
}

// moved reports whether the pointer is elsewhere than where it was pressed.
func (r *Reader) moved() bool {
	dx, dy := r.now.X-r.pressed[0], r.now.Y-r.pressed[1]
	return dx*dx+dy*dy > slack*slack
}

func (r *Reader) readMouse() {
	x, y := ebiten.CursorPosition()
	if moved := [2]int{x, y} != r.cursor; moved {
		r.cursor = [2]int{x, y}
		r.left = false
		r.at(float32(x), float32(y))
	}
	if r.left {
		r.now.Present = false
	}
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) {
		r.left = false
		r.at(float32(x), float32(y))
		r.pressed = [2]float32{r.now.X, r.now.Y}
	}
	if inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) {
		r.released()
	}
}

func (r *Reader) readTouch() {
	r.touches = inpututil.AppendJustPressedTouchIDs(r.touches[:0])
	for _, id := range r.touches {
		x, y := ebiten.TouchPosition(id)
		r.at(float32(x), float32(y))
		r.pressed = [2]float32{r.now.X, r.now.Y}
	}
	r.touches = ebiten.AppendTouchIDs(r.touches[:0])
	for _, id := range r.touches {
		x, y := ebiten.TouchPosition(id)
		r.at(float32(x), float32(y))
	}
	r.touches = inpututil.AppendJustReleasedTouchIDs(r.touches[:0])
	for _, id := range r.touches {
		x, y := inpututil.TouchPositionInPreviousTick(id)
		r.at(float32(x), float32(y))
		r.released()
	}
}

func (r *Reader) at(x, y float32) {
	r.now.X, r.now.Y, r.now.Present = x, y, true
}

func (r *Reader) released() {
	r.now.Clicked = !r.moved()
}
