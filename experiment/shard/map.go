package shard

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/resonetics/playground/experiment/pool"
)

// Work is what Map does.
type Work struct {
	Keys     []string              // of the units: what was measured and kept under a key is not measured again
	Every    bool                  // every shard needs all of them; or else each does a part
	Workers  int                   // as in pool.Partial
	Progress func(done, total int) // as there
}

// Map is pool.Partial for the units of a study: it returns what they came to, in the order of
// their keys, as far as the store or this shard has it. Shards take the units in turns, counted
// over all calls, which must come in the same order in each of them. The error is ErrElsewhere
// where others have to do some: there is no result then. Without a store all is measured here.
func Map[T any](ctx context.Context, s *Store, w Work, work func(ctx context.Context, i int) (T, error)) ([]*T, error) {
	if s == nil {
		s = whole()
	}
	results := make([]*T, len(w.Keys))
	var open []int
	elsewhere := false
	for i, key := range w.Keys {
		mine := s.ask(w.Every)
		switch b := s.units[key]; {
		case b != nil:
			results[i] = new(T)
			if err := json.Unmarshal(b, results[i]); err != nil {
				return nil, fmt.Errorf("the kept result of %s cannot be read: %w", key, err)
			}
		case mine && s.measures:
			open = append(open, i)
		default:
			s.lacks(w.Every)
			elsewhere = true
		}
		if mine && s.units[key] != nil {
			s.done++
		}
	}
	measured, err := pool.Partial(ctx, len(open), w.Workers, w.Progress, func(ctx context.Context, i int) (T, error) {
		result, err := work(ctx, open[i])
		if err == nil {
			err = s.keep(w.Keys[open[i]], result)
		}
		return result, err
	})
	if err != nil {
		return nil, err
	}
	for i, r := range measured {
		results[open[i]] = r
	}
	if elsewhere {
		return nil, ErrElsewhere
	}
	return results, nil
}

// Whole is Map for results that are worth nothing in part: where some are missing because ctx
// has ended, it returns ctx's error.
func Whole[T any](ctx context.Context, s *Store, w Work, work func(ctx context.Context, i int) (T, error)) ([]T, error) {
	some, err := Map(ctx, s, w, work)
	if err != nil {
		return nil, err
	}
	results := make([]T, len(some))
	for i, r := range some {
		if r == nil {
			return nil, ctx.Err()
		}
		results[i] = *r
	}
	return results, nil
}

// Measures reports whether what is missing of a store is measured; of a nil one it is.
func (s *Store) Measures() bool { return s == nil || s.measures }

// ask counts a unit and reports whether this shard does it.
func (s *Store) ask(every bool) (mine bool) {
	mine = true
	if !every {
		mine = s.asked%s.header.Of == s.header.Shard-1
		s.asked++
	}
	if mine {
		s.own++
	}
	return mine
}

// lacks notes that the unit which was asked for last is not there.
func (s *Store) lacks(every bool) {
	shard := 1
	if !every {
		shard = (s.asked-1)%s.header.Of + 1
	}
	s.missing[shard]++
}
