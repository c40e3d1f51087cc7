// Package sign draws the sign of the playground, for the window and for the icons of the
// page: load that rises until it is too much. site/src/icon.svg is the same as a drawing.
package sign

import (
	"image"
	"image/color"

	"github.com/resonetics/playground/core/lab"
)

// parts is how many parts of its side the sign is measured in.
const parts = 32

// Draw returns the sign with a side of size pixels, without a rounded corner: systems cut
// icons to a shape of their own.
func Draw(size int) image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	fill := func(x, y, w, h int, c lab.Color) {
		r, g, b, a := c.RGBA()
		for j := y * size / parts; j < (y+h)*size/parts; j++ {
			for i := x * size / parts; i < (x+w)*size/parts; i++ {
				picture.Set(i, j, color.NRGBA{R: r, G: g, B: b, A: a})
			}
		}
	}
	fill(0, 0, parts, parts, lab.Dark.Ground)
	fill(6, 18, 5, 8, lab.Dark.Accent)
	fill(13, 12, 5, 14, lab.Dark.Accent)
	fill(21, 6, 5, 20, lab.Dark.Alarm)
	return picture
}
