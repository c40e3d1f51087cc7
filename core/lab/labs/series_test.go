package labs

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/race"
)

func TestASeriesTravelsInALink(t *testing.T) {
	r := interestingRun(t)
	r.Series = &lab.Lineup{Players: []string{"h3", "omniscient"}, Episodes: 100, Seed: 1<<64 - 1}
	require.Contains(t, r.Link(), "&series=100.18446744073709551615.h3.omniscient")
	got, err := All.ParseLink(r.Link())
	require.NoError(t, err)
	require.Equal(t, r.Series, got.Series)
	require.Equal(t, r.Changes, got.Changes)
}

func TestBadSeriesAreRefusedByName(t *testing.T) {
	for text, want := range map[string]string{
		"lab=race&series=0.1.h3.random":                                        "a series on 0 seeds, want 10 to 10,000",
		"lab=race&series=10001.1.h3.random":                                    "a series on 10,001 seeds, want 10 to 10,000",
		"lab=race&series=many.1.h3.random":                                     `series has "many" seeds, want 10 to 10,000`,
		"lab=race&series=10.-1.h3.random":                                      `series has seed "-1", want a whole number from 0`,
		"lab=race&series=10.1.h3":                                              "a series with 1 policy, want at least 2",
		"lab=race&series=10.1":                                                 `series is "10.1", want a number of seeds, a seed and policies`,
		"lab=race&series=10.1.h3.h3":                                           "policy h3 is there twice",
		"lab=race&series=10.1.h3.you":                                          `policy is "you", want some of random, h3, h5`,
		"lab=cluster&rules=v4.5&series=10.1.h3.pilot":                          "pilot needs rules v5.1, whose observation it reads; the rules are v4.5",
		"lab=cluster&rules=v4.6&series=10.1.h3.qtable":                         "qtable needs rules v5.1",
		"lab=race&rules=v4.5&lane-2=random&lane-3=none&series=10.1.h3.pilot-0": "pilot-0 needs rules v5.1",
		"lab=cluster&rules=v4.5&series=10.1.h3.pilot-imagine":                  "pilot needs rules v5.1",
		"lab=race&series=10.1.h3.you-imagine":                                  `policy is "you-imagine"`,
		"lab=gardener&series=10.1.h3.random":                                   "lab gardener has none",
	} {
		_, err := All.ParseLink(text)
		require.ErrorContains(t, err, want, text)
	}
}

// start returns a session that has taken some steps.
func start(t *testing.T, l *lab.Lab, steps int, settings ...string) *lab.Session {
	t.Helper()
	c := lab.NewConfig(l)
	c.Seed = lab.LinkSeed // each lab begins with one of its own
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, c.SetText(settings[i], settings[i+1]))
	}
	s, err := lab.NewSession(c)
	require.NoError(t, err)
	s.Advance(steps)
	return s
}

// table plays a series of a session's players, and returns its table.
func table(t *testing.T, s *lab.Session, players ...string) string {
	t.Helper()
	minds := make(map[string][]byte)
	for _, player := range players {
		mind, _, err := s.Mind(player)
		require.NoError(t, err)
		minds[player] = mind
	}
	c, err := s.Config().Compare(&lab.Lineup{Players: players, Episodes: 10, Seed: 9}, minds)
	require.NoError(t, err)
	for !c.Advance(500) {
	}
	require.Equal(t, 1+10*len(players), strings.Count(string(c.AppendEpisodes(nil)), "\n"))
	require.Len(t, c.Standings(), len(players))
	return string(c.AppendTable(nil))
}

// TestARaceAndTheClusterPlayOneSeries plays the same policies in the same world from
// both labs.
func TestARaceAndTheClusterPlayOneSeries(t *testing.T) {
	for _, settings := range [][]string{{"steps", "300"}, {"rules", "v4.5", "steps", "80"}, {"steps", "200", "drift", "0.013", "rows", "4", "budget", "20"}} {
		lanes := append([]string{"lane-2", "random", "lane-3", "none"}, settings...)
		require.Equal(t, table(t, start(t, cluster.Lab, 5, settings...), "h3", "random", "omniscient"),
			table(t, start(t, race.Lab, 5, lanes...), "h3", "random", "omniscient"))
	}
}

// TestAPolicyPlaysWithImaginationAndWithout: both labs imagine the same, and the policy
// without plays as it would alone.
func TestAPolicyPlaysWithImaginationAndWithout(t *testing.T) {
	settings := []string{"steps", "200", "budget", "40", "recovery", "0.2", "clean-cost", "1"}
	alone := start(t, cluster.Lab, 200, append([]string{"policy", "pilot"}, settings...)...)
	racing := start(t, race.Lab, 20, append([]string{"teach", "10"}, settings...)...)
	players := []string{"h5", "h5-imagine", "pilot", "pilot-imagine", "program-imagine"}
	both := table(t, alone, players...)
	require.Equal(t, both, table(t, racing, players...))
	rows := strings.Split(both, "\n")
	require.Equal(t, strings.Split(table(t, alone, "h5", "random"), "\n")[1], rows[1])
	for _, i := range []int{1, 3} {
		without, with := strings.Split(rows[i], ","), strings.Split(rows[i+1], ",")
		require.Equal(t, without[0]+"-imagine", with[0])
		require.NotEqual(t, without[1:], with[1:])
	}
}

// TestASeriesIsPlayedByWhatHasBeenLearned holds that the Pilot of a race plays as that of
// the Cluster lab with as many steps, at present and at an age, and disturbs nothing.
func TestASeriesIsPlayedByWhatHasBeenLearned(t *testing.T) {
	alone := start(t, cluster.Lab, 1000, "policy", "pilot")
	racing := start(t, race.Lab, 20, "teach", "50", "steps", "300")
	other := start(t, race.Lab, 20, "teach", "50", "steps", "300")
	at := table(t, racing, "h3", "pilot-1000")
	require.Equal(t, at, strings.ReplaceAll(table(t, alone, "h3", "pilot"), "pilot", "pilot-1000"))
	racing.Advance(10)
	other.Advance(10)
	require.Equal(t, at, table(t, racing, "h3", "pilot-1000"), "a copy learns no further")
	_, steps, err := racing.Mind("pilot")
	require.NoError(t, err)
	require.Equal(t, 1500, steps)
	require.Equal(t, other.Digest(), racing.Digest())
}

func TestPlayersThatAreNotThereSayWhy(t *testing.T) {
	for player, want := range map[string]string{"pilot": "it has learned nothing in this run", "you": `policy is "you", want one of random`} {
		_, _, err := start(t, cluster.Lab, 5).Mind(player)
		require.ErrorContains(t, err, want)
	}
	_, _, err := start(t, race.Lab, 5, "teach", "100").Mind("pilot-3000")
	require.EqualError(t, err, "the Pilot has learned from 500 steps so far")
	for player, name := range map[string]string{"pilot": "Pilot", "pilot-1000": "Pilot", "pilot-prophet": "Pilot + Prophet", "qtable": "Q-table", "pqn": "Squadron", "pqn-prophet": "Squadron + Prophet"} {
		_, _, err = start(t, race.Lab, 5, "lane-2", "random", "lane-3", "none").Mind(player)
		require.ErrorContains(t, err, "the "+name+" has no lane in this race")
	}
	config := lab.NewConfig(cluster.Lab)
	_, err = config.Compare(&lab.Lineup{Players: []string{"h3", "pilot"}, Episodes: 10}, nil)
	require.ErrorContains(t, err, "what pilot has learned is missing")
	_, err = config.Compare(&lab.Lineup{Players: []string{"h3", "pilot"}, Episodes: 10}, map[string][]byte{"pilot": []byte("no mind")})
	require.ErrorContains(t, err, "series: pilot: checkpoint")
	_, err = config.Compare(nil, nil)
	require.ErrorContains(t, err, "no series")
}
