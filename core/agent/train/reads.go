package train

import (
	"slices"
	"strings"
)

// Reads reports whether a run of c reads the field of that key. Fields of another learner,
// of another rule of guidance, and of a Prophet that does not watch change nothing.
func (c *Config) Reads(key string) bool {
	f, err := c.Fields().Find(key)
	if err != nil {
		return false
	}
	switch part := partOf(f.Old); part {
	case "world":
		return c.World.Reads(f.Key)
	case "prophet":
		return c.watches()
	case "pilot", "qtable", "pqn":
		return part == learnerNames[c.Algorithm] || f.Key == "lr" && c.watches() // of which the Prophet's is a part
	}
	switch f.Key {
	case "prophet-share":
		return c.watches()
	case "suppression":
		return c.Guidance == Epsilon || c.Guidance == YokedEpsilon
	case "handover-at":
		return c.Guidance == Handover || c.Guidance == Yoked
	case "load-at":
		return c.Guidance == Threshold
	case "epsilon", "final-epsilon", "epsilon-steps":
		return c.Algorithm == Pilot
	}
	return true
}

// partOf returns the part of a configuration that a field is of, which its former key
// begins with; empty for a run's own.
func partOf(old []string) string {
	i := slices.IndexFunc(old, func(key string) bool { return strings.Contains(key, ".") })
	if i < 0 {
		return ""
	}
	part, _, _ := strings.Cut(old[i], ".")
	return part
}

// watches reports whether a Prophet watches the run.
func (c *Config) watches() bool {
	return c.Forecast || slices.Contains([]Guidance{Epsilon, YokedEpsilon, Handover, Yoked}, c.Guidance)
}
