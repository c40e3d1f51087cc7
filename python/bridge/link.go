package bridge

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// mostPlayed is how many actions a link can hold.
const mostPlayed = 100_000

// played is what a link needs to repeat a single world: its actions since it began a run.
type played struct {
	actions []uint8
	running bool   // a step was taken, and its episode has not ended
	lost    string // why no link can repeat it; empty where one can
}

// begin notes how a world begins, which may leave an episode before its end.
func (p *played) begin(w *cluster.World, how uint8, number uint64) {
	switch {
	case how == Run:
		*p = played{actions: p.actions[:0]}
		if number != 0 {
			p.lost = "it began with a later episode than the first"
		}
	case how == Episode:
		p.lose("its episode was chosen by a seed of its own")
	case p.running && !w.Over():
		p.lose("an episode was left before its end")
	}
	p.running = false
}

func (p *played) add(action int) {
	p.running = true
	if p.lost != "" {
		return
	}
	if len(p.actions) == mostPlayed {
		p.lose(fmt.Sprintf("it has taken more than %s steps", field.Words(mostPlayed)))
		return
	}
	p.actions = append(p.actions, uint8(action))
}

func (p *played) lose(why string) { p.actions, p.lost = nil, why }

// link answers with the link of what a single world has played since it began its run, and
// with its digest: a session repeats it, with the visitor as the policy.
func link(handle int64, _ []byte) ([]byte, error) {
	w, err := find[*Worlds](handle)
	if err != nil {
		return nil, err
	}
	w.Lock()
	defer w.Unlock()
	if w.n != 1 {
		return nil, fmt.Errorf("%d worlds have no link; make a single environment and play it there", w.n)
	}
	if w.played.lost != "" {
		return nil, fmt.Errorf("no link can repeat this run: %s", w.played.lost)
	}
	c, err := labConfig(w.batch.World(0).Config(), w.seeds[0])
	if err != nil {
		return nil, err
	}
	s, err := lab.Replay(lab.Run{Config: c, Changes: w.played.changes()})
	if err != nil {
		return nil, err
	}
	s.Advance(len(w.played.actions))
	return json.Marshal(map[string]string{"link": "#" + s.Share(Version).Link(), "digest": lab.DigestText(s.Digest())})
}

func (p *played) changes() []lab.Change {
	list := make([]lab.Change, len(p.actions))
	for i, a := range p.actions {
		list[i] = lab.Change{Step: uint64(i), Op: lab.OpAct, Target: uint32(a)}
	}
	return list
}

// labConfig returns the configuration of a session whose world is c and whose visitor acts.
func labConfig(c cluster.Config, seed uint64) (lab.Config, error) {
	config := lab.NewConfig(clusterlab.Lab)
	config.Seed = seed
	if err := config.SetText("policy", "you"); err != nil {
		return config, err
	}
	for _, f := range c.Fields() {
		if _, err := config.Lab.Param(f.Key); err != nil {
			continue // the page has no such parameter
		}
		if err := config.Set(f.Key, f.Get()); err != nil {
			return config, err
		}
	}
	shown := clusterlab.World(config)
	fields := shown.Fields()
	for _, f := range c.Fields() {
		if other := fields.Must(f.Key); math.Float64bits(other.Get()) != math.Float64bits(f.Get()) {
			return config, fmt.Errorf("no link can repeat this run: %s is %s, and on the page it is always %s", f.Key, f.Text(), other.Text())
		}
	}
	return config, nil
}
