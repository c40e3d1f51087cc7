package lab

import (
	"fmt"

	"github.com/resonetics/playground/core/env/gardener"
)

// GardenerConfig translates a gardener run into the configuration of its world.
// The error names another lab, or the first number that the world does not
// accept.
func GardenerConfig(c Config) (gardener.Config, error) {
	if c.Lab != Gardener {
		return gardener.Config{}, fmt.Errorf("lab is %s, want gardener", c.Lab.Catalog().Key)
	}
	g := gardenerConfig(c)
	return g, g.Validate()
}
