// Package lab turns the science below it into something that can be driven and
// watched. A Session is a value: configuration and seed in, snapshots out. The
// page, the window and the terminal are thin shells around one Session, and
// everything they show or change is described once, in a Catalog.
//
// Same configuration, same seed, same changes at the same steps: the same bits,
// on every platform. Wall-clock time never enters a Session.
package lab

import "fmt"

// Lab names one of the worlds a session can run.
type Lab uint8

// The labs.
const (
	Cluster Lab = iota
	Gardener
	ProphetLab // the kernel and its trainer
	labs
)

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

var roleNames = [...]string{"plain", "accent", "alarm", "prophet"}

// String returns the role's name as the catalog spells it.
func (r Role) String() string { return roleNames[r] }

// Metric describes one number of a Snapshot.
type Metric struct {
	Key      string
	Label    string
	Unit     string
	Help     string
	Decimals int
	Role     Role
	Options  []string // names of the values 0, 1, 2 …; empty for a plain number
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

// complete adds the defaults of params to every preset that leaves one out: a preset
// means the same wherever a visitor comes from.
func complete(presets []Preset, params []Param) []Preset {
	for _, preset := range presets {
		for i := range params {
			p := &params[i]
			if _, has := preset.Values[p.Key]; !has {
				preset.Values[p.Key] = p.Default
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

// Catalog describes a lab completely for every screen.
type Catalog struct {
	Lab      Lab
	Key      string
	Label    string
	Question string  // what a visitor may find out here, in one line
	Picture  string  // what is seen on the stage and what a click does
	Rate     float64 // steps per second at which a first visit begins
	Seed     uint64  // from which a first visit begins
	Params   []Param
	Presets  []Preset
	Metrics  []Metric
	Charts   []Chart
	Keys     []Key
	Actions  []string // what an agent can do, by action number
}

var catalogs = [labs]*Catalog{Cluster: &clusterCatalog, Gardener: &gardenerCatalog, ProphetLab: &prophetCatalog}

// Catalog returns the description of l. Callers must not change it.
func (l Lab) Catalog() *Catalog { return catalogs[l] }

// Labs returns the catalogs of all labs in display order. Callers must not
// change them.
func Labs() []*Catalog { return catalogs[:] }

// LabByKey returns the lab with that key.
func LabByKey(key string) (Lab, error) {
	for _, c := range catalogs {
		if c.Key == key {
			return c.Lab, nil
		}
	}
	return 0, fmt.Errorf("lab is %q, want one of %s", key, labKeys())
}

func labKeys() string {
	s := ""
	for i, c := range catalogs {
		if i > 0 {
			s += ", "
		}
		s += c.Key
	}
	return s
}

// Param returns the index of the parameter with that key in c.Params.
func (c *Catalog) Param(key string) (int, error) {
	for i := range c.Params {
		if c.Params[i].Key == key {
			return i, nil
		}
	}
	return 0, fmt.Errorf("unknown parameter %q of lab %s; known are %s", key, c.Key, c.paramKeys())
}

func (c *Catalog) paramKeys() string {
	s := ""
	for i := range c.Params {
		if i > 0 {
			s += ", "
		}
		s += c.Params[i].Key
	}
	return s
}

// SeriesCount returns how many series all charts of c have together.
func (c *Catalog) SeriesCount() int {
	n := 0
	for i := range c.Charts {
		n += len(c.Charts[i].Series)
	}
	return n
}
