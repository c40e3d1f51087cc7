// Package paint draws flat shapes and text with Ebitengine in very few calls:
// everything between two calls of Painter.Flush is one DrawTriangles. Shapes
// are tessellated here, with soft edges of one pixel; glyphs are rasterized at
// the device's pixel ratio into one texture and drawn from it.
//
// Lengths are device pixels. Nothing allocates per frame once its buffers have
// grown.
package paint

//go:generate go run ../internal/fontgen glyphs.bin
