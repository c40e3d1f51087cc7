//go:build !(goexperiment.simd && amd64) && !(js && wasm && kernelhost)

package nn

const backendName, backendWhy = "plain Go", "this program was built without vector kernels for this platform"

func multiply(p *product)                                    { p.check(); multiplyGo(p) }
func transpose(dst, src []float32, rows, cols int)           { transposeGo(dst, src, rows, cols) }
func where(dst, value, mask matrix, width, rows int)         { whereGo(dst, value, mask, width, rows) }
func selectRows(dst, src []float32, width int, rows []int32) { selectRowsGo(dst, src, width, rows) }
func blend(dst, src []float32, fraction float32)             { blendGo(dst, src, fraction) }
func squares(x []float32) [4]float64                         { return squaresGo(x) }
func tanh(x []float32, scale float32)                        { tanhGo(x, scale) }
func adam(p, g, m, v []float32, s *adamStep)                 { adamGo(p, g, m, v, s) }
