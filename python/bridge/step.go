package bridge

import (
	"fmt"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
)

// Step takes the caller's actions. On error nothing has changed.
func Step(handle int64) error {
	w, err := find[*Worlds](handle)
	if err != nil {
		return err
	}
	w.Lock()
	defer w.Unlock()
	if w.n == 1 && w.mode == Disabled {
		return w.stepOne()
	}
	return w.stepAll()
}

// stepOne is Step for a single world, which is faster by itself than as a batch.
func (w *Worlds) stepOne() error {
	if err := w.check(0); err != nil {
		return err
	}
	action := int(w.at.Actions[0])
	r, err := w.batch.World(0).Step(action)
	if err != nil {
		return err
	}
	w.played.add(action)
	w.write(0, &r)
	copy(w.at.Observations, r.Observation)
	return nil
}

func (w *Worlds) stepAll() error {
	w.fresh = w.fresh[:0]
	for i := range w.n {
		w.actions[i] = int(w.at.Actions[i])
		if w.mode == NextStep && w.batch.World(i).Over() {
			w.fresh, w.actions[i] = append(w.fresh, i), 0
		} else if err := w.check(i); err != nil {
			return err
		}
	}
	for _, i := range w.fresh {
		w.begin(i, Next)
	}
	results, err := w.batch.Step(w.actions)
	if err != nil {
		return err
	}
	for i := range results {
		w.write(i, &results[i])
	}
	w.startAfresh()
	copy(w.at.Observations, w.batch.Observations())
	return nil
}

// startAfresh takes back the step of the worlds that only began in it: a batch steps all
// its worlds, and a world that is reset again is as if it had not.
func (w *Worlds) startAfresh() {
	for _, i := range w.fresh {
		world := w.batch.World(i)
		w.clear(i, restart(world, world.Seed()))
	}
}

// check returns an error unless a world can take its action.
func (w *Worlds) check(i int) error {
	world, action := w.batch.World(i), w.at.Actions[i]
	if uint64(action) <= w.most && !world.Over() {
		return nil
	}
	return w.refuse(world, i, int(action))
}

// refuse says why a world cannot take an action.
func (w *Worlds) refuse(world *cluster.World, i, action int) error {
	where := ""
	if w.n > 1 {
		where = fmt.Sprintf("world %d: ", i)
	}
	if world.Over() {
		return outOfOrder(fmt.Sprintf("%sthe episode ended after %d steps; call reset before the next step", where, world.Steps()))
	}
	return fmt.Errorf("%s%w", where, world.ActionSpace().Check(action))
}

// write tells the caller what a step led to.
func (w *Worlds) write(i int, r *env.Result) {
	w.at.Rewards[i], w.at.Terminated[i], w.at.Truncated[i] = r.Reward, flag(r.Terminated), flag(r.Truncated)
	tell(w.at.Decimals, w.at.Wholes, w.n, i, r)
	if w.mode != SameStep {
		return
	}
	w.at.Ended[i] = flag(r.Terminated || r.Truncated)
	if w.at.Ended[i] == 0 {
		return
	}
	seen := len(r.Observation)
	copy(w.at.FinalObservations[i*seen:][:seen], r.Observation)
	tell(w.at.FinalDecimals, w.at.FinalWholes, w.n, i, r)
	tell(w.at.Decimals, w.at.Wholes, w.n, i, &env.Result{Info: w.begin(i, Next)})
}

func flag(on bool) uint8 {
	if on {
		return 1
	}
	return 0
}

// world returns one of the worlds with that number, locked; unlock must be called.
func world(handle int64, i int) (w *Worlds, one *cluster.World, err error) {
	w, err = find[*Worlds](handle)
	if err != nil {
		return nil, nil, err
	}
	w.Lock()
	if i < 0 || i >= w.n {
		w.Unlock()
		return nil, nil, fmt.Errorf("world %d, want 0 to %d", i, w.n-1)
	}
	return w, w.batch.World(i), nil
}
