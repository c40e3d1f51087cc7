package lab

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// Lineup is what a series is made of: which policies play, and on which episodes.
type Lineup struct {
	Players  []string // of Lab.Players; the others are compared with the first
	Episodes int
	Seed     uint64 // episode e of every player is seeded with rng.Derive(Seed, e)
}

// A series has MinSeries to MaxSeries episodes of every player.
const (
	MinSeries = 10
	MaxSeries = 10_000
)

// Comparison is a Match over many episodes whose outcome is a table.
type Comparison interface {
	Match
	// Err returns why it has ended early, where a player could not go on; otherwise nil.
	Err() error
	// AppendTable appends the table of the episodes that all players have played, of which
	// there is at least one, and AppendEpisodes these episodes, as comma-separated values.
	AppendTable(dst []byte) []byte
	AppendEpisodes(dst []byte) []byte
}

// Compare begins a series in the world of c: minds holds by player what those that learn
// know, as Session.Mind returns it. The error names the first thing that is not accepted.
func (c Config) Compare(l *Lineup, minds map[string][]byte) (Comparison, error) {
	if l == nil {
		return nil, errors.New("the link describes no series")
	}
	if err := c.checkLineup(l); err != nil {
		return nil, err
	}
	return c.Lab.Compare(c, *l, minds)
}

// String writes l as links spell it: the number of episodes, the seed and the players.
func (l *Lineup) String() string {
	return fmt.Sprintf("%d.%d.%s", l.Episodes, l.Seed, strings.Join(l.Players, "."))
}

// SetSeries adds the series that text spells, as links do, to r; none where it is empty.
func (r *Run) SetSeries(text string) error {
	if text == "" {
		return nil
	}
	l, err := parseLineup(text)
	if err == nil {
		err = r.Config.checkLineup(l)
	}
	r.Series = l
	return err
}

// parseLineup reads what Lineup.String wrote.
func parseLineup(text string) (*Lineup, error) {
	parts := slices.Collect(strings.SplitSeq(text, "."))
	if len(parts) < 3 {
		return nil, fmt.Errorf("series is %s, want a number of seeds, a seed and policies, as in 100.42.h3.random", field.Quote(text))
	}
	episodes, ok := field.Whole(parts[0])
	if !ok || episodes > math.MaxInt32 {
		return nil, fmt.Errorf("series has %s seeds, want %s", field.Quote(parts[0]), seriesRange())
	}
	seed, ok := field.Whole(parts[1])
	if !ok {
		return nil, fmt.Errorf("series has seed %s, want a whole number from 0 to 18446744073709551615", field.Quote(parts[1]))
	}
	return &Lineup{parts[2:], int(episodes), seed}, nil
}

func seriesRange() string { return Thousands(MinSeries) + " to " + Thousands(MaxSeries) }

// checkLineup reports the first thing about a series that c's lab does not accept.
func (c Config) checkLineup(l *Lineup) error {
	switch {
	case len(c.Lab.Players) == 0:
		return fmt.Errorf("series: lab %s has none", c.Lab.Key)
	case l.Episodes < MinSeries || l.Episodes > MaxSeries:
		return fmt.Errorf("a series on %s, want %s", Count(l.Episodes, "seed", "seeds"), seriesRange())
	case len(l.Players) < 2:
		return fmt.Errorf("a series with %d policy, want at least 2", len(l.Players))
	}
	for i, player := range l.Players {
		if !slices.Contains(c.Lab.Players, player) {
			return fmt.Errorf("series: policy is %s, want some of %s", field.Quote(player), strings.Join(c.Lab.Players, ", "))
		}
		if slices.Contains(l.Players[:i], player) {
			return fmt.Errorf("series: policy %s is there twice", player)
		}
		if err := c.Lab.Suits(c, player); err != nil {
			return fmt.Errorf("series: %w", err)
		}
	}
	return nil
}
