// Package labs is the explicit list of labs: a room is in the playground when it is in
// this list.
package labs

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/prophet"
)

// All is every lab, in display order. Callers must not change it.
var All = lab.List{cluster.Lab, gardener.Lab, prophet.Lab}
