package shard

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// measured is a small study: what all need, then units, then more of them.
func measured(ctx context.Context, s *Store, worked func(key string)) ([]float64, error) {
	var all []float64
	var elsewhere error
	for _, w := range []Work{{Keys: []string{"limit"}, Every: true}, {Keys: keys("a", 3)}, {Keys: keys("b", 4)}} {
		w.Workers = 2
		results, err := Whole(ctx, s, w, func(_ context.Context, i int) (float64, error) {
			worked(w.Keys[i])
			return math.Sqrt(float64(i)) / 3, nil
		})
		if err != nil && !errors.Is(err, ErrElsewhere) {
			return nil, err
		}
		if err != nil {
			elsewhere = err
		}
		all = append(all, results...)
	}
	return all, elsewhere
}

func keys(name string, n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprint(name, i))
	}
	return list
}

func header(shard, of int) Header {
	return Header{Study: "study", Version: "1", Settings: map[string]string{"seeds": "7"}, Shard: shard, Of: of}
}

func TestEveryUnitIsDoneOnceAndAllTogetherAreTheWhole(t *testing.T) {
	want, err := measured(t.Context(), nil, func(string) {})
	require.NoError(t, err)
	for _, n := range []int{1, 2, 3, 9} {
		var paths []string
		times := make(chan string, 100)
		for i := range n {
			path := filepath.Join(t.TempDir(), "part")
			s, err := Open(path, header(i+1, n))
			require.NoError(t, err)
			_, err = measured(t.Context(), s, func(key string) { times <- key })
			require.Equal(t, n > 1, errors.Is(err, ErrElsewhere))
			done, own := s.Done()
			require.Equal(t, own, done)
			require.NoError(t, s.Close())
			paths = append([]string{path}, paths...)
		}
		close(times)
		count := map[string]int{}
		for key := range times {
			count[key]++
		}
		require.Equal(t, n, count["limit"], "every shard needs it")
		delete(count, "limit")
		require.Len(t, count, 7)
		for key, k := range count {
			require.Equal(t, 1, k, key)
		}
		s, _, err := Merge(append(paths, paths[0]), os.ReadFile)
		require.NoError(t, err)
		got, err := measured(t.Context(), s, func(key string) { t.Error(key, "is measured again") })
		require.NoError(t, err)
		require.NoError(t, s.Missing())
		require.Equal(t, want, got)
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	var paths []string
	for i := range 2 {
		paths = append(paths, filepath.Join(t.TempDir(), "part"))
		s, err := Open(paths[i], header(i+1, 3))
		require.NoError(t, err)
		_, err = measured(t.Context(), s, func(string) {})
		require.ErrorIs(t, err, ErrElsewhere)
		require.NoError(t, s.Close())
	}
	s, _, err := Merge(paths, os.ReadFile)
	require.NoError(t, err)
	_, err = measured(t.Context(), s, func(string) {})
	require.ErrorIs(t, err, ErrElsewhere)
	require.EqualError(t, s.Missing(), "shard 3/3 is missing: 2 of all 7 units")
}

// What a clock has measured may differ between two parts that hold the same unit.
func TestOnlyTimesMayDiffer(t *testing.T) {
	require.True(t, alike([]byte(`{"a":1,"seconds":2}`), []byte(`{"seconds":3,"a":1}`)))
	require.False(t, alike([]byte(`{"a":1,"seconds":2}`), []byte(`{"a":2,"seconds":2}`)))
	require.False(t, alike([]byte(`[1]`), []byte(`[2]`)))
}

func TestADamagedPartIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "part")
	s, err := Open(path, header(1, 1))
	require.NoError(t, err)
	require.NoError(t, s.Close())
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(b, "{\"unit\":\"a0\"\n{}\n"...), 0o600))
	_, err = Open(path, header(1, 1))
	require.ErrorContains(t, err, "is damaged in line 2")
	require.ErrorAs(t, err, new(Refused))
	h := header(1, 1)
	h.Settings["seeds"] = "8"
	require.NoError(t, os.WriteFile(path, b, 0o600))
	_, err = Open(path, h)
	require.ErrorContains(t, err, `--seeds is "8" in one and "7" in the other; choose another file with --out`)
}
