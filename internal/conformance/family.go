package conformance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Family is one kind of recorded cases.
type Family struct {
	Name  string // how its files are called, as a rule
	Field string // what none of the others hold: a path of keys, into the first element of lists
	Value string // of the field; empty for any
}

// The families.
var (
	ClusterV45       = Family{Name: "cluster_v45_*.json", Field: "version", Value: `"4.5"`}
	ClusterV46       = Family{Name: "cluster_v46_*.json", Field: "version", Value: `"4.6"`}
	GardenerDynamics = Family{Name: "gardener_dynamics_*.json", Field: "initial.agents"}
	GardenerBrain    = Family{Name: "gardener_brain*.json", Field: "cases.views"}
	GardenerRisk     = Family{Name: "gardener_risk*.json", Field: "cases.prev_risk_ema"}
	GardenerFlow     = Family{Name: "gardener_flow*.json", Field: "cases.prev_flow_ema"}
	Kernel           = Family{Name: "kernel_*.json", Field: "cases.noise_loss"}
	LearningRate     = Family{Name: "prophet_tuner_lr*.json", Field: "sequences.smoothed_risk"}
	PID              = Family{Name: "prophet_tuner_pid*.json", Field: "sequences.gap_R"}
	Target           = Family{Name: "prophet_tuner_target*.json", Field: "total_steps"}
	DQN              = Family{Name: "dqn_*.json", Field: "loss_q"}
)

// find returns the family's files in the chosen folder, or errNone.
func (f Family) find(chosen string) ([]recorded, error) {
	dir, err := folder(chosen)
	if err != nil {
		return nil, err
	}
	all, err := files(dir)
	if err != nil {
		return nil, err
	}
	mine := slices.DeleteFunc(all, func(r recorded) bool { return !f.owns(r) })
	if len(mine) == 0 {
		return nil, fmt.Errorf("%s: %w %s, a JSON file with %s", dir, errNone, f.Name, strings.TrimSpace(f.Field+" "+f.Value))
	}
	return mine, nil
}

func (f Family) owns(r recorded) bool {
	value := json.RawMessage(r.data)
	for key := range strings.SplitSeq(f.Field, ".") {
		if value = below(value, key); value == nil {
			return false
		}
	}
	return f.Value == "" || f.Value == string(value)
}

// below returns what an object, or the first element of a list, holds under key;
// nil for nothing.
func below(value json.RawMessage, key string) json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(value, &list) == nil && len(list) > 0 {
		value = list[0]
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(value, &object) != nil {
		return nil
	}
	return object[key]
}
