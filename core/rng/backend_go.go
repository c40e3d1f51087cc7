package rng

func fillNormals(dst []float64, sources []Source, n int) { fillNormalsGo(dst, sources, n) }
