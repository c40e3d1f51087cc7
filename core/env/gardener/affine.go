package gardener

// affine sets every row of c to init + a·b, for a row-major a of len(c)/n rows
// and b of n = len(init) columns. Sums run in index order from init, and every
// product is rounded, so any vectorization over columns has the same bits.
func affine(c, init, a, b []float32) {
	n := len(init)
	inner := len(b) / n
	for ; len(c) >= n; c, a = c[n:], a[inner:] {
		row := a[:inner]
		for j := 0; j+8 <= n; j += 8 {
			i8 := (*[8]float32)(init[j:])
			c0, c1, c2, c3 := i8[0], i8[1], i8[2], i8[3]
			c4, c5, c6, c7 := i8[4], i8[5], i8[6], i8[7]
			at := j
			for _, x := range row {
				w := (*[8]float32)(b[at:])
				c0 += float32(x * w[0])
				c1 += float32(x * w[1])
				c2 += float32(x * w[2])
				c3 += float32(x * w[3])
				c4 += float32(x * w[4])
				c5 += float32(x * w[5])
				c6 += float32(x * w[6])
				c7 += float32(x * w[7])
				at += n
			}
			*(*[8]float32)(c[j:]) = [8]float32{c0, c1, c2, c3, c4, c5, c6, c7}
		}
	}
}
