package agent

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
)

func TestARuleCleansByWhatItMeasures(t *testing.T) {
	w := quiet(t)
	fill(t, w, 0, 0, 0.3) // cpu and memory: 0.6 together
	for want, r := range map[int]Rule{
		cluster.Clean:       {ByLoad, 0.5, 1},
		cluster.CleanMemory: {MemoryOnly, 0.25, 1},
	} {
		require.Equal(t, want, r.Choose(w), r.String())
	}
	require.Less(t, Rule{ByMemory, 0.5, 1}.Choose(w), cluster.Clean, "it walks")
	require.Less(t, Rule{MemoryOnly, 0.5, 1}.Choose(w), cluster.Clean, "it walks")

	published, err := cluster.New(cluster.Default(cluster.V46))
	require.NoError(t, err)
	require.NoError(t, published.InjectLoad(published.AgentNode(), 0.9))
	require.Equal(t, cluster.Clean, Rule{MemoryOnly, 0.25, 1}.Choose(published), "there is no other clean")
}

func TestARuleScalesFromItsHotspotsOn(t *testing.T) {
	w := quiet(t)
	fill(t, w, 2, 2, 0.9)
	require.Equal(t, cluster.Scale, Rule{Threshold: 0.2, Hotspots: 1}.Choose(w))
	require.NotEqual(t, cluster.Scale, Rule{Threshold: 0.2, Hotspots: 2}.Choose(w))
}

func TestARuleIsToldInWords(t *testing.T) {
	require.Equal(t, "clean memory alone above 0.25 of memory, scale from 1 on", Rule{MemoryOnly, 0.25, 1}.String())
	require.Equal(t, "clean above 0.3 of cpu + memory, scale from 2 on", Rule{ByLoad, 0.3, 2}.String())
}

func TestTheLocalRuleIsThatOfItsWorld(t *testing.T) {
	require.Len(t, tuned, len(presets))
	for i, p := range cluster.Presets() {
		require.Equal(t, tuned[i], LocalRule(p.Config), p.Key)
		p.Config.MemDrift += 0.001
		require.Equal(t, untuned, LocalRule(p.Config), "a world that is no preset")
	}
	w := quiet(t)
	fill(t, w, 0, 0, 0.2)
	require.Equal(t, cluster.Clean, Local{}.Act(w, nil), "by cpu and memory together")
	require.Zero(t, testing.AllocsPerRun(10, func() { Local{}.Act(w, nil) }))
}
