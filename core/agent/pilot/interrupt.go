package pilot

// Interrupt remembers that the running episode goes on without the Pilot: what
// follows is not what its last action led to. Like an episode that was cut off,
// its last step bootstraps.
func (p *Pilot) Interrupt(observation []float32) { p.replay.End(observation, false) }
