package recorded

import (
	"embed"
	"encoding/json"
	"fmt"
)

// Kind says what a recording is, and with that how it is opened.
type Kind string

// The kinds.
const (
	Link          Kind = "link"           // what the page shows after the # sign
	Session       Kind = "session"        // a saved session of a lab
	Mind          Kind = "mind"           // what a session saves of the policy that learns
	Training      Kind = "training"       // a file of resonetics train --checkpoint
	Prophet       Kind = "prophet"        // a file of resonetics prophet --checkpoint-dir
	ClusterState  Kind = "cluster-state"  // a world of the cluster, without its configuration
	GardenerState Kind = "gardener-state" // a world of the gardener
	KernelState   Kind = "kernel-state"   // a trainer of the kernel
	Settings      Kind = "settings"       // a file, an environment and flags of resonetics prophet
)

// Recording is one thing that was written, and what must come of it.
type Recording struct {
	Name string `json:"name"` // of the subtest, and of the file in testdata if there is one
	Kind Kind   `json:"kind"`
	Note string `json:"note"` // what it has that the others lack

	Link  string `json:"link,omitempty"`  // a Link
	World *World `json:"world,omitempty"` // what a ClusterState leaves to the code that keeps it

	// Of Settings: the file is Name, and no file where Bare is true.
	Bare     bool              `json:"bare,omitempty"`
	Env      map[string]string `json:"env,omitempty"`
	Flags    []string          `json:"flags,omitempty"`
	Settings map[string]string `json:"settings,omitempty"` // what follows from them

	Checks []Check `json:"checks,omitempty"` // by rising After
}

// World is the part of a cluster's configuration that is not its rules' own.
type World struct {
	Rules   string  `json:"rules"`
	Rows    int     `json:"rows"`
	Columns int     `json:"columns"`
	Drift   float64 `json:"drift"`
	Noise   float64 `json:"noise"`
	Steps   int     `json:"steps"`
}

// Check is what a recording was seen to be, After steps after it was opened. What
// does not apply is empty. Hashes are 64-bit FNV-1a, in hexadecimal. Digest covers
// everything, but by the layout of a state: Values and Numbers tell whether what
// happens has changed, or only how it is written.
type Check struct {
	After    int               `json:"after"`
	Digest   string            `json:"digest,omitempty"`   // of the whole state
	Values   string            `json:"values,omitempty"`   // what a mind thinks of fixed observations; the fields of a world
	Forecast string            `json:"forecast,omitempty"` // what a mind foresees in fixed states of a world
	Numbers  map[string]string `json:"numbers,omitempty"`  // written with as many digits as identify them
}

//go:embed testdata
var files embed.FS

// Recordings returns the recordings of the given kinds in their order.
func Recordings(kinds ...Kind) ([]Recording, error) {
	b, err := files.ReadFile("testdata/manifest.json")
	if err != nil {
		return nil, err
	}
	var all, wanted []Recording
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("manifest.json: %w", err)
	}
	for _, r := range all {
		for _, kind := range kinds {
			if r.Kind == kind {
				wanted = append(wanted, r)
			}
		}
	}
	return wanted, nil
}

// HasFile reports whether a file belongs to r.
func (r *Recording) HasFile() bool { return r.Kind != Link && !r.Bare }

// Bytes returns the file of r; it has none where HasFile is false.
func (r *Recording) Bytes() ([]byte, error) {
	if !r.HasFile() {
		return nil, nil
	}
	return files.ReadFile("testdata/" + r.Name)
}
