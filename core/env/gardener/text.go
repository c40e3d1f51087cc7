package gardener

// shades draw dirt from 0 to 1.
const shades = " .:-=+*#%@"

// AppendText appends a picture of the world to dst: one character a cell, rows
// ended by newlines, dirt in ten shades, a creature as o, in an emergency as !,
// several on one cell as 8.
func (w *World) AppendText(dst []byte) []byte {
	size, start := w.cfg.Size, len(dst)
	for i, d := range w.dirt {
		dst = append(dst, shades[min(int(d*float64(len(shades))), len(shades)-1)])
		if i%size == size-1 {
			dst = append(dst, '\n')
		}
	}
	for i, cell := range w.cell {
		at := &dst[start+int(cell)+int(cell)/size]
		switch {
		case *at == 'o' || *at == '!' || *at == '8':
			*at = '8'
		case w.InEmergency(i):
			*at = '!'
		default:
			*at = 'o'
		}
	}
	return dst
}

// String returns what AppendText appends.
func (w *World) String() string { return string(w.AppendText(nil)) }
