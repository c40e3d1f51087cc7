package game

import "github.com/resonetics/playground/core/lab"

// effectKind is what happened to a node or a cell.
type effectKind uint8

const (
	effectClean  effectKind = iota // the agent relieved its node
	effectScale                    // a hotspot was scaled out
	effectWasted                   // the action did nothing useful
	effectFull                     // the node ran out of memory
	effectBirth                    // a creature was born or arrived
	effectDeath                    // a creature starved
)

// effectSeconds is how long each effect takes to fade.
var effectSeconds = [...]float64{effectClean: 0.32, effectScale: 0.36, effectWasted: 0.4, effectFull: 0.4, effectBirth: 0.4, effectDeath: 0.4}

type effect struct {
	kind effectKind
	node int
	age  float64 // seconds
}

// fade returns 1 for a new effect, 0 at its end.
func (e *effect) fade() float32 { return float32(1 - e.age/effectSeconds[e.kind]) }

// maxEffects bounds how many are drawn: where a whole grid fails at once, more
// say no more.
const maxEffects = 128

// effects are what fades on the stage.
type effects struct{ list []effect }

func (e *effects) advance(seconds float64) {
	kept := e.list[:0]
	for _, x := range e.list {
		if x.age += seconds; x.age < effectSeconds[x.kind] {
			kept = append(kept, x)
		}
	}
	e.list = kept
}

func (e *effects) add(kind effectKind, node int) {
	if len(e.list) < maxEffects {
		e.list = append(e.list, effect{kind: kind, node: node})
	}
}

// scaleDrop is how far cpu and memory of a node together must have fallen in a
// step to count as scaled out: less than scaling takes, more than noise gives.
const scaleDrop = 0.2

// start adds what the step to v has done, given the loads before it.
func (e *effects) start(v *lab.ClusterView, cpu, mem []float32) {
	if len(cpu) != len(v.CPU) || len(mem) != len(v.Mem) {
		return
	}
	for i, m := range v.Mem {
		if m >= fullMemory && mem[i] < fullMemory {
			e.add(effectFull, i)
		}
	}
	name := actionName(v)
	switch {
	case name == "" || isMove(name):
	case v.Wasted || v.Refused || v.Affected == 0:
		e.add(effectWasted, v.Agent)
	case name == "scale":
		for i := range v.CPU {
			if cpu[i]+mem[i]-v.CPU[i]-v.Mem[i] > scaleDrop {
				e.add(effectScale, i)
			}
		}
	default:
		e.add(effectClean, v.Agent)
	}
}

// actionName returns the name of the last action, empty before the first.
func actionName(v *lab.ClusterView) string {
	if v.Action < 0 {
		return ""
	}
	return lab.Cluster.Catalog().Actions[v.Action]
}

func isMove(name string) bool {
	return name == "up" || name == "down" || name == "left" || name == "right"
}
