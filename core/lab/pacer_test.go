package lab

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPacerOwesFractions(t *testing.T) {
	p := Pacer{Rate: 10}
	steps := 0
	for range 100 {
		steps += p.Due(0.016, 1000)
	}
	require.Equal(t, 16, steps)
}

func TestPacerForgetsWhatAStalledMachineMissed(t *testing.T) {
	p := Pacer{Rate: 1000}
	require.Equal(t, 250, p.Due(60, 1_000_000))
	require.Equal(t, 7, (&Pacer{Rate: 1000}).Due(60, 7))
	slow := Pacer{Rate: 1}
	require.Equal(t, 1, slow.Due(60, 100))
}

func TestPausedAndUnlimited(t *testing.T) {
	require.Zero(t, (&Pacer{}).Due(10, 100))
	require.Equal(t, 100, (&Pacer{Rate: Unlimited}).Due(0, 100))
}

func TestHoldOnlyWhereItCanBeSeen(t *testing.T) {
	slow := Pacer{Rate: 10}
	slow.Hold(1)
	require.Zero(t, slow.Due(0.6, 100))
	require.Zero(t, slow.Due(0.6, 100))
	require.Equal(t, 1, slow.Due(0.1, 100))
	fast := Pacer{Rate: 10_000}
	fast.Hold(1)
	require.Equal(t, 100, fast.Due(0.01, 1000))
}
