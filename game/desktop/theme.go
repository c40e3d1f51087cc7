package desktop

import (
	"bytes"
	stdimage "image"
	"image/color"

	"github.com/ebitenui/ebitenui/image"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/resonetics/playground/core/lab"
)

// The panel's colors.
var (
	surface   = nrgba(lab.Dark.Surface)
	raised    = nrgba(lab.Dark.Raised)
	lifted    = nrgba(lab.Dark.Line) // under the pointer
	line      = nrgba(lab.Dark.Edge)
	ink       = nrgba(lab.Dark.Text)
	quiet     = nrgba(lab.Dark.Label)
	accent    = nrgba(lab.Dark.Accent)
	alarm     = nrgba(lab.Dark.Alarm)
	forecast  = nrgba(lab.Dark.Prophet)
	accentInk = nrgba(lab.Dark.OnAccent)
)

func nrgba(c lab.Color) color.NRGBA {
	r, g, b, a := c.RGBA()
	return color.NRGBA{R: r, G: g, B: b, A: a}
}

// style is what the panel is drawn with, at one pixel scale.
type style struct {
	scale        float64
	body, strong *text.Face
	theme        *widget.Theme
}

// px returns a length in pixels.
func (s *style) px(points int) int { return int(float64(points)*s.scale + 0.5) }

func newStyle(scale float64) (*style, error) {
	s := &style{scale: scale}
	for _, f := range []struct {
		face **text.Face
		ttf  []byte
		size float64
	}{{&s.body, goregular.TTF, 13}, {&s.strong, gomedium.TTF, 14}} {
		source, err := text.NewGoTextFaceSource(bytes.NewReader(f.ttf))
		if err != nil {
			return nil, err
		}
		face := text.Face(&text.GoTextFace{Source: source, Size: f.size * scale})
		*f.face = &face
	}
	s.theme = s.newTheme()
	return s, nil
}

func (s *style) newTheme() *widget.Theme {
	list := s.list()
	return &widget.Theme{
		DefaultFace:      s.body,
		DefaultTextColor: ink,
		ButtonTheme:      s.button(),
		TextTheme:        &widget.TextParams{Face: s.body, Color: ink},
		LabelTheme:       &widget.LabelParams{Face: s.body, Color: &widget.LabelColor{Idle: ink, Disabled: quiet}},
		SliderTheme:      s.slider(),
		ListTheme:        list,
		ListComboButtonTheme: &widget.ListComboButtonParams{
			List: list, Button: s.button(), MaxContentHeight: ptr(s.px(320)),
		},
		CheckboxTheme: &widget.CheckboxParams{
			Label: &widget.LabelParams{Face: s.body, Color: &widget.LabelColor{Idle: ink, Disabled: quiet}},
			Image: s.checkbox(),
		},
		TextInputTheme: &widget.TextInputParams{
			Face:    s.body,
			Image:   &widget.TextInputImage{Idle: s.box(raised, line), Disabled: s.box(surface, line)},
			Color:   &widget.TextInputColor{Idle: ink, Disabled: quiet, Caret: accent, DisabledCaret: quiet},
			Padding: s.insets(8, 5),
		},
	}
}

func ptr[T any](v T) *T { return &v }

func (s *style) insets(horizontal, vertical int) *widget.Insets {
	h, v := s.px(horizontal), s.px(vertical)
	return &widget.Insets{Left: h, Right: h, Top: v, Bottom: v}
}

// box is a filled rectangle with a thin border.
func (s *style) box(fill, border color.Color) *image.NineSlice {
	return image.NewBorderedNineSliceColor(fill, border, max(1, s.px(1)))
}

func (s *style) button() *widget.ButtonParams {
	return &widget.ButtonParams{
		TextFace:  s.body,
		TextColor: &widget.ButtonTextColor{Idle: ink, Hover: ink, Pressed: accentInk, Disabled: quiet},
		Image: &widget.ButtonImage{
			Idle: s.box(raised, line), Hover: s.box(lifted, accent), Pressed: s.box(accent, accent),
			PressedHover: s.box(accent, accent), Disabled: s.box(surface, line),
		},
		TextPadding:  s.insets(8, 5),
		TextPosition: &widget.TextPositioning{VTextPosition: widget.TextPositionCenter, HTextPosition: widget.TextPositionCenter},
		MinSize:      &stdimage.Point{X: s.px(28), Y: s.px(28)},
	}
}

const handleWidth = 10 // of a slider, in device-independent pixels

func (s *style) slider() *widget.SliderParams {
	return &widget.SliderParams{
		Orientation:     ptr(widget.DirectionHorizontal),
		TrackImage:      &widget.SliderTrackImage{Idle: s.box(raised, line), Hover: s.box(lifted, line), Disabled: s.box(surface, line)},
		HandleImage:     s.handle(),
		TrackPadding:    widget.NewInsetsSimple(0),
		FixedHandleSize: ptr(s.px(handleWidth)),
		MinHandleSize:   ptr(s.px(handleWidth)),
		TrackOffset:     ptr(0),
		PageSizeFunc:    func() int { return 1 },
	}
}

func (s *style) handle() *widget.ButtonImage {
	return &widget.ButtonImage{
		Idle: s.box(accent, accent), Hover: s.box(ink, accent),
		Pressed: s.box(ink, ink), PressedHover: s.box(ink, ink), Disabled: s.box(line, line),
	}
}

func (s *style) list() *widget.ListParams {
	return &widget.ListParams{
		EntryFace:                   s.body,
		EntryTextPadding:            s.insets(8, 4),
		EntryTextHorizontalPosition: ptr(widget.TextPositionStart),
		EntryTextVerticalPosition:   ptr(widget.TextPositionCenter),
		MinSize:                     &stdimage.Point{X: s.px(120)},
		EntryColor: &widget.ListEntryColor{
			Unselected: ink, Selected: accent, DisabledUnselected: quiet, DisabledSelected: quiet,
			SelectedBackground: raised, SelectedFocusedBackground: lifted,
			SelectingBackground: lifted, FocusedBackground: lifted, SelectingFocusedBackground: lifted,
			DisabledSelectedBackground: raised,
		},
		ScrollContainerPadding: widget.NewInsetsSimple(s.px(1)),
		ScrollContainerImage:   s.scroll(raised),
		Slider:                 s.slider(),
		ControlWidgetSpacing:   ptr(s.px(2)),
	}
}

func (s *style) scroll(fill color.Color) *widget.ScrollContainerImage {
	plain := image.NewNineSliceColor(fill)
	return &widget.ScrollContainerImage{Idle: plain, Disabled: plain, Mask: plain}
}

func (s *style) checkbox() *widget.CheckboxImage {
	return &widget.CheckboxImage{
		Unchecked: s.box(raised, line), UncheckedHovered: s.box(lifted, accent), UncheckedDisabled: s.box(surface, line),
		Checked: s.box(accent, line), CheckedHovered: s.box(accent, ink), CheckedDisabled: s.box(line, line),
	}
}
