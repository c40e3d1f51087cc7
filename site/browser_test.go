package site

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePageComesAlive(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	b.wait("the overlay is gone", `document.getElementById('overlay').hidden`)
	before := eval[int](b, `resonetics.step`)
	b.wait("it goes on", `resonetics.step > `+"5")
	require.GreaterOrEqual(t, eval[int](b, `resonetics.step`), before)
	b.shoot("desktop-dark")
	b.quiet()
}
