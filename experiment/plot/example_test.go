package plot_test

import (
	"bytes"
	"fmt"

	"github.com/resonetics/playground/experiment/plot"
)

func ExampleFigure() {
	f := plot.Figure{Title: "Learning", X: "steps", Y: "return", Series: []plot.Series{
		{Label: "held-out", X: []float64{0, 5000, 10000}, Y: []float64{10, 50, 90}},
	}}
	var b bytes.Buffer
	fmt.Println(f.Write(&b, "svg"), bytes.HasPrefix(b.Bytes(), []byte("<?xml")))
	// Output: <nil> true
}
