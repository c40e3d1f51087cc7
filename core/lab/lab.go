// Package lab turns the science below it into something that can be driven and
// watched. A Session is a value: configuration and seed in, snapshots out. The page,
// the window and the terminal are thin shells around one Session, and everything they
// show or change is described once, in a Lab.
//
// A lab is a room: one folder below this one holds its catalog, its simulation and its
// picture. Package labs lists the rooms; nothing here knows one of them.
//
// Same configuration, same seed, same changes at the same steps: the same bits, on every
// platform. Wall-clock time never enters a Session.
package lab

import (
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// Lab describes one world completely: to every screen, by its catalog, and to a
// Session, by the functions that make its simulation and its picture.
type Lab struct {
	Key      string
	Label    string
	Question string  // what a visitor may find out here, in one line
	Legend   string  // what is seen on the stage and what a click does
	Rate     float64 // steps per second at which a first visit begins
	Seed     uint64  // from which a first visit begins
	Visit    []Value // of a first visit, where it shows something else than the defaults
	Click    float64 // what a click on the stage injects
	Rewind   int     // how many steps back the picture can be asked for; 0 for none
	Wide     bool    // the picture wants the whole width: charts stand below it
	Actor    string  // key of the choice that says who acts; empty where there is none
	Train    string  // key of the switch for whether the acting policy learns; empty where there is none
	Params   []Param
	Texts    []Text
	Presets  []Preset
	Metrics  []Metric
	Main     []string // keys of the metrics that a screen shows first, at most MaxMain; see MainMetrics
	Charts   []Chart
	Keys     []Key
	Actions  []Action // what an agent can do, by action number
	Rows     Rows
	Players  []string // the policies that can play a series, by key; nil where there is none
	Former   []Former // the parameters as links of version 1 knew them
	Until    []Until  // what links of other versions mean that leave a parameter out
	WhatIf   string   // the lab whose runs can begin from a moment of this one; empty for none

	// New starts the simulation of a configuration; see Simulated.
	New Maker
	// NewPicture returns an empty picture for Simulation.Show to fill.
	NewPicture func() Picture
	// Check reports values that do not go together; nil where all do.
	Check func(Config) error
	// Unread says where it is that nothing in a run of a configuration reads the parameter of
	// that key, as in "train is off", beyond what its For says; empty where something does.
	// Nil where For says all.
	Unread func(c Config, key string) string
	// Places returns how many places a visitor can disturb.
	Places func(Config) int
	// From returns the given configuration, a first visit of this lab, as one whose run
	// begins from a moment of another run; nil where none can.
	From func(Config, *Moment) (Config, error)
	// Acts returns how many of Actions a visitor can take.
	Acts func(Config) int
	// Suits reports why one of Players cannot play under a configuration.
	Suits func(c Config, player string) error
	// Compare begins a checked series in the world of a configuration; minds holds by
	// player what those that learn know. Nil in a program that takes no steps.
	Compare func(c Config, l Lineup, minds map[string][]byte) (Comparison, error)
}

// Value is a parameter's, by its key and as links spell it.
type Value struct{ Key, Text string }

// Action is one thing that an agent can do.
type Action struct {
	Label string
	Rules []string // the values of the parameter "rules" that know it; empty for all
}

// Rows describes the rows of a run's metrics, as files of comma-separated values hold
// them.
type Rows struct {
	Columns    string // the first line, without a newline
	PerEpisode bool   // a row for every episode; otherwise for every step
}

// Role says what a number means, so that every screen colors it alike.
type Role uint8

// The roles. Alarm is kept for out-of-memory and collapse, Prophet for
// forecasts.
const (
	Plain Role = iota
	Accent
	Alarm
	Prophet
)

// String returns the role's name as the catalog spells it.
func (r Role) String() string { return [...]string{"plain", "accent", "alarm", "prophet"}[r] }

// Metric describes one number of a Snapshot.
type Metric struct {
	Key      string
	Label    string
	Unit     string
	Help     string
	Decimals int
	Counted  bool // counted since the last change of who acts or of the world; see Snapshot.Since
	Role     Role
	Options  []string // names of the values 0, 1, 2 …; empty for a plain number
	Meanings []string // what each of Options means, in a plain sentence; empty where the name says it
	Limit    float64  // of role Alarm: the value from which on it alarms; 0 for anything above 0
	Lane     int      // as of a Series; a screen says its name where Label says "lane 1"
	Late     bool     // it came when digests had been shared: see Session.Digest
}

// Alarms reports whether v is a value that alarms.
func (m *Metric) Alarms(v float64) bool {
	return m.Role == Alarm && (m.Limit > 0 && v >= m.Limit || m.Limit == 0 && v > 0)
}

// Reduction says how the steps that share one point of a chart are combined.
type Reduction uint8

// The reductions.
const (
	Mean  Reduction = iota
	Sum             // for marks: how many events fell into the point
	Worst           // for colored bands: the largest
)

// Series describes one line of a chart, with Sum its marks, with Worst a band
// behind it.
type Series struct {
	Key       string
	Label     string
	Role      Role
	Reduction Reduction
	Options   []string // of a band: names of the values 0, 1, 2 …
	Whole     bool     // its values are counts
	Lane      int      // of several that do the same, which one it is of, from 1; it has its color and its pattern
	Late      bool     // it came when runs had been saved: older files lack it
}

// Chart describes a plot of one or more series over the session's steps.
type Chart struct {
	Key    string
	Label  string
	Unit   string
	Min    float64 // the axis covers at least Min to Max
	Max    float64
	Series []Series
}

// Preset is a named set of values, a macro over the parameters.
type Preset struct {
	Key    string
	Label  string
	Help   string
	Values map[string]float64 // by parameter key
}

// Complete adds the defaults of params to every preset that leaves one out: a preset
// means the same whatever was set before it.
func Complete(presets []Preset, params []Param) []Preset {
	for _, preset := range presets {
		for i := range params {
			p := &params[i]
			if _, has := preset.Values[p.Key]; !has {
				preset.Values[p.Key] = p.Default()
			}
		}
	}
	return presets
}

// Key binds a key of the keyboard to a command of the session. Names are those
// of the web's KeyboardEvent.key.
type Key struct {
	Key     string
	Label   string
	Command string
}

// Commands that a shell carries out itself; every other command of a Key goes
// to the session through ParseCommand.
const (
	CommandPlay  = "play"  // start or pause
	CommandStep  = "step"  // a single step
	CommandReset = "reset" // start over from the same seed
)

// TransportKeys are the same in every lab.
var TransportKeys = []Key{
	{"p", "Play or pause", CommandPlay},
	{"n", "One step", CommandStep},
	{"r", "Start over", CommandReset},
}

// Param returns the index of the parameter with that key, or that former key, in
// l.Params.
func (l *Lab) Param(key string) (int, error) {
	if i := slices.IndexFunc(l.Params, func(p Param) bool { return p.Is(key) }); i >= 0 {
		return i, nil
	}
	known := make([]string, len(l.Params))
	for i := range known {
		known[i] = l.Params[i].Key
	}
	return 0, fmt.Errorf("unknown parameter %s of lab %s; %s", field.Quote(key), l.Key, meant(key, known))
}

// must is Param for a key that has been checked.
func (l *Lab) must(key string) int {
	i, err := l.Param(key)
	if err != nil {
		panic("lab: " + err.Error())
	}
	return i
}

// Preset returns the values of the preset with that key; nil where there is none.
func (l *Lab) Preset(key string) map[string]float64 {
	for i := range l.Presets {
		if l.Presets[i].Key == key {
			return l.Presets[i].Values
		}
	}
	return nil
}

// SeriesCount returns how many series all charts of l have together.
func (l *Lab) SeriesCount() int {
	n := 0
	for i := range l.Charts {
		n += len(l.Charts[i].Series)
	}
	return n
}

// MaxMain is how many metrics a screen shows before it is asked for more: as many as one
// takes in at a glance.
const MaxMain = 6

// MainMetrics returns the indices of the metrics in l.Main, in that order, or of the first
// MaxMain where l names none. It panics where Main names one that there is not: both are
// written in the program.
func (l *Lab) MainMetrics() []int {
	if len(l.Main) == 0 {
		list := make([]int, min(MaxMain, len(l.Metrics)))
		for i := range list {
			list[i] = i
		}
		return list
	}
	list := make([]int, len(l.Main))
	for i, key := range l.Main {
		list[i] = slices.IndexFunc(l.Metrics, func(m Metric) bool { return m.Key == key })
		if list[i] < 0 {
			panic("lab: " + l.Key + " has no metric " + key)
		}
	}
	return list
}

// call returns what a function of a lab says of c; nothing where the lab has none.
func call[T any](f func(Config) T, c Config) (v T) {
	if f != nil {
		v = f(c)
	}
	return v
}

// List is the labs that a program knows, in display order.
type List []*Lab

// Find returns the lab with that key.
func (l List) Find(key string) (*Lab, error) {
	for _, one := range l {
		if one.Key == key {
			return one, nil
		}
	}
	return nil, fmt.Errorf("lab is %s, want one of %s", field.Quote(key), strings.Join(l.Keys(), ", "))
}

// Keys returns the labs' keys.
func (l List) Keys() []string {
	keys := make([]string, len(l))
	for i, one := range l {
		keys[i] = one.Key
	}
	return keys
}
