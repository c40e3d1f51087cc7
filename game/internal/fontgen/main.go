// Command fontgen packs the glyphs that the canvas needs out of the Go fonts
// (golang.org/x/image/font/gofont, BSD license) into the outline file that
// package paint embeds; see package glyphs.
//
// Run it with go generate ./game/paint.
package main

import (
	"fmt"
	"os"

	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/resonetics/playground/internal/glyphs"
)

// others are the characters beyond ASCII, Latin-1 and Greek: dashes, quotation
// marks, arrows and signs of arithmetic.
const others = "–—‘’“”•…←↑→↓−≈≠≤≥√∞∑∂Δ"

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "fontgen:", err)
		os.Exit(1)
	}
}

func run(path string) error {
	packed, err := Pack()
	if err != nil {
		return err
	}
	return os.WriteFile(path, packed, 0o644)
}

// Pack returns the outline file: the regular face, then the medium one.
func Pack() ([]byte, error) {
	var b []byte
	for _, ttf := range [][]byte{goregular.TTF, gomedium.TTF} {
		face, err := glyphs.Pack(ttf, runes())
		if err != nil {
			return nil, err
		}
		b = append(b, face...)
	}
	return b, nil
}

func runes() []rune {
	var list []rune
	for _, r := range [][2]rune{{' ', '~'}, {0xa0, 0xff}, {0x391, 0x3c9}} {
		for c := r[0]; c <= r[1]; c++ {
			list = append(list, c)
		}
	}
	return append(list, []rune(others)...)
}
