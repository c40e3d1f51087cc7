//go:build !(goexperiment.simd && amd64) && !(js && wasm && simdhost)

package nn

const backendName, backendWhy = "plain Go", "this program was built without SIMD routines for this platform"

func multiply(p *product)                          { p.check(); multiplyGo(p) }
func transpose(dst, src []float32, rows, cols int) { transposeGo(dst, src, rows, cols) }
func maskPositive(dst, value, mask matrix, width, rows int) {
	maskPositiveGo(dst, value, mask, width, rows)
}
func selectRows(dst, src []float32, width int, rows []int32) { selectRowsGo(dst, src, width, rows) }
func lerp(dst, src []float32, fraction float32)              { lerpGo(dst, src, fraction) }
func sumSquares(x []float32) [4]float64                      { return sumSquaresGo(x) }
func tanhApprox(x []float32, scale float32)                  { tanhApproxGo(x, scale) }
func adam(p, g, m, v []float32, s *adamStep)                 { adamGo(p, g, m, v, s) }
func layerNormReLU(y, x matrix, s rowStats, width, rows int) {
	layerNormReLUGo(y, x, s, width, 0, rows)
}
func layerNormReLUGrad(dx, dy, x matrix, s rowStats, width, rows int) {
	layerNormReLUGradGo(dx, dy, x, s, width, 0, rows)
}
