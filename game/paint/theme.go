package paint

// Theme is the set of colors of a screen. What a color means is the same in
// both themes; the memory ramp is the same color for color.
type Theme struct {
	Surface Color // behind everything
	Panel   Color // behind charts and notes
	Rule    Color // grid lines and borders: decoration, never information
	Text    Color // body, at least 7:1 on Surface and Panel
	Label   Color // labels, at least 4.5:1 on Surface and Panel
	Plain   Color // a neutral series
	Accent  Color // the agent and what it does
	Alarm   Color // out of memory and collapse
	Prophet Color // forecasts
	OnAlarm Color // text on Alarm
	Shade   Color // a note's background over the picture
}

// Dark returns the dark theme, the default.
func Dark() *Theme { return &dark }

// Light returns the light theme.
func Light() *Theme { return &light }

var dark = Theme{
	Surface: Hex(0x0b111c),
	Panel:   Hex(0x111a29),
	Rule:    Hex(0x26344a),
	Text:    Hex(0xe8eef7),
	Label:   Hex(0xa3b3c9),
	Plain:   Hex(0xc3cede),
	Accent:  Hex(0x4dd8f0),
	Alarm:   Hex(0xff5a5f),
	Prophet: Hex(0xffb347),
	OnAlarm: Hex(0x1a0405),
	Shade:   Hex(0x050910).Fade(0.88),
}

var light = Theme{
	Surface: Hex(0xfaf7f2),
	Panel:   Hex(0xffffff),
	Rule:    Hex(0xd9d3c8),
	Text:    Hex(0x1b2430),
	Label:   Hex(0x56606e),
	Plain:   Hex(0x4b5768),
	Accent:  Hex(0x00718c),
	Alarm:   Hex(0xc4242b),
	Prophet: Hex(0x935600),
	OnAlarm: Hex(0xffffff),
	Shade:   Hex(0xffffff).Fade(0.92),
}
