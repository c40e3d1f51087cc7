package lab

// ClusterView is the picture of a cluster: what is needed to draw its nodes and
// the agent. Arrays are row-major, one value per node.
type ClusterView struct {
	Step     uint64 // the moment shown; earlier than Snapshot.Step when rewound
	Height   int
	Width    int
	Agent    int // node under the agent
	Action   int // the agent's last action, an index into the catalog's Actions; -1 before the first
	Affected int // nodes that action changed
	Wasted   bool
	Refused  bool // the budget did not pay for the action
	Reward   float32
	Budget   float32
	Capacity float32 // largest budget
	CPU      []float32
	Mem      []float32
	Priority []float32
	Values   []float32 // the policy's estimate per action; empty when it has none
	Risk     float32   // forecast probability of failure; NaN when nobody forecasts
}

// MaxNodes is the largest number of nodes a picture may have.
const MaxNodes = 256 * 256

func (c *ClusterView) encode(e *encoder) {
	e.begin(tagCluster)
	e.u64(c.Step)
	e.u32(uint32(c.Height))
	e.u32(uint32(c.Width))
	e.u32(uint32(c.Agent))
	e.u32(uint32(int32(c.Action)))
	e.u32(uint32(c.Affected))
	e.u16(bit(c.Wasted) | bit(c.Refused)<<1)
	e.u16(uint16(len(c.Values)))
	for _, v := range []float32{c.Reward, c.Budget, c.Capacity, c.Risk} {
		e.f32(v)
	}
	e.f32s(c.CPU)
	e.f32s(c.Mem)
	e.f32s(c.Priority)
	e.f32s(c.Values)
	e.end()
}

func bit(b bool) uint16 {
	if b {
		return 1
	}
	return 0
}

func (c *ClusterView) decode(d *decoder) {
	c.Step = d.u64()
	h, w, agent := d.u32(), d.u32(), d.u32()
	c.Action = int(int32(d.u32()))
	c.Affected = int(d.u32())
	flags, values := d.u16(), int(d.u16())
	c.Wasted, c.Refused = flags&1 != 0, flags&2 != 0
	c.Reward, c.Budget, c.Capacity, c.Risk = d.f32(), d.f32(), d.f32(), d.f32()
	nodes := uint64(h) * uint64(w)
	if d.err != nil {
		return
	}
	if h == 0 || w == 0 || nodes > MaxNodes || uint64(agent) >= nodes {
		d.fail("a grid of %d × %d nodes with the agent on %d, want up to %d nodes and the agent on one", h, w, agent, MaxNodes)
		return
	}
	actions := len(Cluster.Catalog().Actions)
	if c.Action < -1 || c.Action >= actions || values > actions {
		d.fail("action %d and %d action values, want at most %d actions", c.Action, values, actions)
		return
	}
	c.Height, c.Width, c.Agent = int(h), int(w), int(agent)
	c.CPU = d.f32s(c.CPU, int(nodes))
	c.Mem = d.f32s(c.Mem, int(nodes))
	c.Priority = d.f32s(c.Priority, int(nodes))
	c.Values = d.f32s(c.Values, values)
}
