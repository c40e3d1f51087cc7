package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/env/cluster"
)

// others is the say of a Learner in the worlds that its algorithm has of its own: the
// Prophet learns from them, and guidance acts in them, as in the caller's.
type others struct {
	*Learner
	forecasts []prophet.Forecast
	did       []rate // what guidance did in the last step
}

// Watch implements pqn.Guide.
func (o *others) Watch(own *cluster.Batch) {
	if o.forecasting() {
		o.prophet.ObserveBatch(o.forecasts, own)
	}
}

// Guide implements pqn.Guide.
func (o *others) Guide(world int, w *cluster.World) (action int, part float64) {
	handover, part := o.guide(w, o.forecasts[world])
	o.did[world] = rate{epsilon: part}
	if !handover {
		return -1, part
	}
	o.did[world].handover = 1
	o.numbers.Handovers++
	return agent.SafeAction(w), part
}

// Ended implements pqn.Guide.
func (o *others) Ended(world int, w *cluster.World, failed bool) {
	if o.forecasting() {
		o.prophet.EndEpisode(world+1, w, failed)
	}
}

// drop says that the running episodes will not be seen to their ends.
func (o *others) drop() {
	for world := range o.did {
		o.prophet.Interrupt(world + 1)
	}
}
