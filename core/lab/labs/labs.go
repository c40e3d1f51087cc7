// Package labs is the explicit list of labs: a room is in the playground when it is in
// this list.
package labs

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/core/lab/race"
)

// All is every lab. The first is what a link means that names none, for ever; which one
// greets a visitor is the page's to choose. Callers must not change it.
var All = lab.List{cluster.Lab, gardener.Lab, prophet.Lab, race.Lab}
