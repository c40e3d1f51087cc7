// Package scenes is the explicit list of scenes: a lab can be shown when its scene is in
// this list.
package scenes

import (
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/cluster"
	"github.com/resonetics/playground/game/gardener"
	"github.com/resonetics/playground/game/prophet"
	"github.com/resonetics/playground/game/race"
)

// All has the scene of every lab, by the lab's key. Callers must not change it.
var All = game.Scenes{"cluster": cluster.New, "gardener": gardener.New, "prophet": prophet.New, "race": race.New}
