package desktop

import (
	stdimage "image"
	"image/color"

	"github.com/ebitenui/ebitenui/image"
	"github.com/ebitenui/ebitenui/widget"
	"github.com/hajimehoshi/ebiten/v2/text/v2"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/words"
)

// palette is the colors of panel and bar.
type palette struct {
	ground, surface, raised  color.NRGBA
	lifted                   color.NRGBA // under the pointer
	line, ink, quiet, accent color.NRGBA
	alarm, forecast          color.NRGBA
	accentInk                color.NRGBA
}

func newPalette(t *lab.Theme) palette {
	return palette{
		ground: nrgba(t.Ground), surface: nrgba(t.Surface), raised: nrgba(t.Raised), lifted: nrgba(t.Line),
		line: nrgba(t.Edge), ink: nrgba(t.Text), quiet: nrgba(t.Label), accent: nrgba(t.Accent),
		alarm: nrgba(t.Alarm), forecast: nrgba(t.Prophet), accentInk: nrgba(t.OnAccent),
	}
}

func nrgba(c lab.Color) color.NRGBA {
	r, g, b, a := c.RGBA()
	return color.NRGBA{R: r, G: g, B: b, A: a}
}

// style is what the panel is drawn with, at one pixel scale.
type style struct {
	palette
	light        bool
	scale        float64
	body, strong *text.Face
	theme        *widget.Theme
	words        *words.Table
}

// px returns a length in pixels.
func (s *style) px(points int) int { return int(float64(points)*s.scale + 0.5) }

// newStyle returns the style of a window that writes with those messages, nil for English.
func newStyle(scale float64, light bool, messages *words.Table) (*style, error) {
	s := &style{palette: newPalette(&lab.Dark), light: light, scale: scale, words: messages}
	if light {
		s.palette = newPalette(&lab.Light)
	}
	for _, f := range []struct {
		face **text.Face
		ttf  []byte
		size float64
	}{{&s.body, goregular.TTF, 13}, {&s.strong, gomedium.TTF, 14}} {
		face, err := newFace(f.ttf, f.size*scale)
		if err != nil {
			return nil, err
		}
		if messages != nil {
			if face, err = withKorean(face, f.size*scale); err != nil {
				return nil, err
			}
		}
		*f.face = &face
	}
	s.theme = s.newTheme()
	return s, nil
}

func (s *style) newTheme() *widget.Theme {
	list := s.list()
	return &widget.Theme{
		DefaultFace:      s.body,
		DefaultTextColor: s.ink,
		ButtonTheme:      s.button(),
		TextTheme:        &widget.TextParams{Face: s.body, Color: s.ink},
		LabelTheme:       &widget.LabelParams{Face: s.body, Color: &widget.LabelColor{Idle: s.ink, Disabled: s.quiet}},
		SliderTheme:      s.slider(),
		ListTheme:        list,
		ListComboButtonTheme: &widget.ListComboButtonParams{
			List: list, Button: s.button(), MaxContentHeight: ptr(s.px(320)),
		},
		CheckboxTheme: &widget.CheckboxParams{
			Label: &widget.LabelParams{Face: s.body, Color: &widget.LabelColor{Idle: s.ink, Disabled: s.quiet}},
			Image: s.checkbox(),
		},
		TextInputTheme: &widget.TextInputParams{
			Face:    s.body,
			Image:   &widget.TextInputImage{Idle: s.box(s.raised, s.line), Disabled: s.box(s.surface, s.line)},
			Color:   &widget.TextInputColor{Idle: s.ink, Disabled: s.quiet, Caret: s.accent, DisabledCaret: s.quiet},
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
		TextColor: &widget.ButtonTextColor{Idle: s.ink, Hover: s.ink, Pressed: s.accentInk, Disabled: s.quiet},
		Image: &widget.ButtonImage{
			Idle: s.box(s.raised, s.line), Hover: s.box(s.lifted, s.accent), Pressed: s.box(s.accent, s.accent),
			PressedHover: s.box(s.accent, s.accent), Disabled: s.box(s.surface, s.line),
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
		TrackImage:      &widget.SliderTrackImage{Idle: s.box(s.raised, s.line), Hover: s.box(s.lifted, s.line), Disabled: s.box(s.surface, s.line)},
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
		Idle: s.box(s.accent, s.accent), Hover: s.box(s.ink, s.accent),
		Pressed: s.box(s.ink, s.ink), PressedHover: s.box(s.ink, s.ink), Disabled: s.box(s.line, s.line),
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
			Unselected: s.ink, Selected: s.accent, DisabledUnselected: s.quiet, DisabledSelected: s.quiet,
			SelectedBackground: s.raised, SelectedFocusedBackground: s.lifted,
			SelectingBackground: s.lifted, FocusedBackground: s.lifted, SelectingFocusedBackground: s.lifted,
			DisabledSelectedBackground: s.raised,
		},
		ScrollContainerPadding: widget.NewInsetsSimple(s.px(1)),
		ScrollContainerImage:   s.scroll(s.raised),
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
		Unchecked: s.box(s.raised, s.line), UncheckedHovered: s.box(s.lifted, s.accent), UncheckedDisabled: s.box(s.surface, s.line),
		Checked: s.box(s.accent, s.line), CheckedHovered: s.box(s.accent, s.ink), CheckedDisabled: s.box(s.line, s.line),
	}
}
