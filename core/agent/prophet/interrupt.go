package prophet

// Interrupt forgets what was watched of the running episode: nobody will say how
// it ended.
func (p *Prophet) Interrupt() {
	p.memory.count -= p.memory.waiting
	p.memory.waiting = 0
}
