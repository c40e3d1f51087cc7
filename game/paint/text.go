package paint

// Type is a size, in layout pixels, and a weight of type.
type Type struct {
	Size   float32
	Weight Weight
}

// The types in use.
var (
	Small  = Type{13, Regular}
	Body   = Type{14, Regular}
	Strong = Type{14, Medium}
)

// pixels returns the type's size in whole device pixels per em.
func (p *Painter) pixels(t Type) uint16 {
	return uint16(min(max(round(t.Size*p.Scale), 6), 200))
}

// TextWidth returns the width of s, in the painter's language, in device pixels.
func (p *Painter) TextWidth(t Type, s string) float32 {
	f := &p.faces[t.Weight]
	units := float32(0)
	for _, r := range p.Say(s) {
		units += f.outline(r).advance
	}
	return units * float32(p.pixels(t)) / unitsPerEm
}

// LineHeight returns the distance of two lines of text in device pixels.
func (p *Painter) LineHeight(t Type) float32 {
	return Round(float32(p.pixels(t)) * 1.35)
}

// CapHeight returns the height of capitals and figures in device pixels.
func (p *Painter) CapHeight(t Type) float32 {
	return float32(p.pixels(t)) * capUnits / unitsPerEm
}

// capUnits is the height of the fonts' capitals in font units.
const capUnits = 740

// Text draws s, in the painter's language, with its baseline at y, beginning at x, and returns where it
// ends. Figures of one type are equally wide.
func (p *Painter) Text(t Type, x, y float32, c Color, s string) float32 {
	size := p.pixels(t)
	f := &p.faces[t.Weight]
	scale := float32(size) / unitsPerEm
	y = Round(y)
	for _, r := range p.Say(s) {
		o := f.outline(r)
		cell := floor(x)
		phase := uint8((x - float32(cell)) * phases)
		g := p.atlas.glyph(glyphKey{r, size, min(phase, phases-1), t.Weight}, &o)
		p.place(g, float32(cell), y, c)
		x += o.advance * scale
	}
	return x
}

func (p *Painter) place(g glyph, x, y float32, c Color) {
	if g.w == 0 {
		return
	}
	m := &p.mesh
	x, y = x+g.dx, y+g.dy
	a := m.textured(x, y, g.u, g.v, c)
	m.textured(x+g.w, y, g.u+g.w, g.v, c)
	m.textured(x, y+g.h, g.u, g.v+g.h, c)
	m.textured(x+g.w, y+g.h, g.u+g.w, g.v+g.h, c)
	m.quad(a, a+1, a+2, a+3)
}

// TextRight draws s so that it ends at x.
func (p *Painter) TextRight(t Type, x, y float32, c Color, s string) {
	p.Text(t, x-p.TextWidth(t, s), y, c, s)
}

// Middle returns the baseline at which text of type t stands vertically
// centered on y.
func (p *Painter) Middle(t Type, y float32) float32 { return y + p.CapHeight(t)/2 }

// Fit returns the longest beginning of s, cut between words where it can be,
// that is at most width wide, and the rest.
func (p *Painter) Fit(t Type, s string, width float32) (line, rest string) {
	f := &p.faces[t.Weight]
	s = p.Say(s)
	limit := width * unitsPerEm / float32(p.pixels(t))
	units, space := float32(0), 0
	for i, r := range s {
		if r == ' ' {
			space = i
		}
		units += f.outline(r).advance
		if units > limit && i > 0 {
			if space > 0 {
				return s[:space], s[space+1:]
			}
			return s[:i], s[i:]
		}
	}
	return s, ""
}
