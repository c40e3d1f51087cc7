package lab

// rewindBytes bounds the memory that past pictures of one session may take.
const rewindBytes = 8 << 20

// RewindSteps is how many steps back a picture of a small world can be asked
// for; large worlds keep fewer.
const RewindSteps = 512

// pastPictures is a ring of the last pictures of a cluster, so that after a crash one
// can look back. Recording a step allocates nothing.
type pastPictures struct {
	ring  []ClusterView
	count int // steps so far
	from  int // the first of which there is a picture: a restored session has none of before
}

// newPastPictures makes room for pictures of a grid of that many nodes.
func newPastPictures(nodes int) *pastPictures {
	const channels, floatBytes = 3, 4
	n := min(RewindSteps, max(8, rewindBytes/(channels*floatBytes*nodes)))
	p := &pastPictures{ring: make([]ClusterView, n)}
	for i := range p.ring {
		buffer := make([]float32, channels*nodes)
		p.ring[i].CPU, p.ring[i].Mem, p.ring[i].Priority = buffer[:nodes], buffer[nodes:2*nodes], buffer[2*nodes:]
	}
	return p
}

// next returns the picture to fill in for the step that was just taken.
func (p *pastPictures) next() *ClusterView {
	v := &p.ring[p.count%len(p.ring)]
	p.count++
	return v
}

// resume says that so many steps were taken elsewhere.
func (p *pastPictures) resume(steps int) { p.count, p.from = steps, steps }

// back returns the picture of so many steps ago, or the oldest there is; nil
// before a picture was recorded.
func (p *pastPictures) back(steps int) *ClusterView {
	if p.count == p.from {
		return nil
	}
	steps = min(steps, p.count-p.from-1, len(p.ring)-1)
	return &p.ring[(p.count-1-steps)%len(p.ring)]
}
