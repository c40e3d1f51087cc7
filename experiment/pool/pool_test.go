package pool

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func square(_ context.Context, i int) (int, error) { return i * i, nil }

func TestResultsStandAtTheirIndices(t *testing.T) {
	for _, workers := range []int{0, 1, 3, 100} {
		var told []int
		results, err := Map(t.Context(), 20, workers, func(done, total int) {
			require.Equal(t, 20, total)
			told = append(told, done)
		}, square)
		require.NoError(t, err)
		for i, r := range results {
			require.Equal(t, i*i, r)
		}
		require.Len(t, told, 20)
		require.IsIncreasing(t, told)
	}
	results, err := Map(t.Context(), 0, 2, nil, square)
	require.NoError(t, err)
	require.Empty(t, results)
}

func TestTheFirstErrorByIndexIsReturned(t *testing.T) {
	for _, workers := range []int{1, 2, 8} {
		var begun atomic.Int64
		_, err := Map(t.Context(), 1000, workers, nil, func(_ context.Context, i int) (int, error) {
			begun.Add(1)
			if i == 3 {
				time.Sleep(time.Millisecond) // the fourth fails before it
			}
			if i >= 3 {
				return 0, fmt.Errorf("job %d", i)
			}
			return i, nil
		})
		require.EqualError(t, err, "job 3", "%d workers", workers)
		require.LessOrEqual(t, begun.Load(), int64(3+workers), "no more work begins")
	}
}

func TestItStopsWithTheContextAndAbandonsNoCall(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var running atomic.Int64
	work := func(ctx context.Context, i int) (int, error) {
		running.Add(1)
		defer running.Add(-1)
		if i < 10 {
			return i, nil
		}
		stop()
		<-ctx.Done()
		time.Sleep(time.Millisecond)
		return 0, ctx.Err()
	}
	results, err := Partial(ctx, 1000, 4, nil, work)
	require.NoError(t, err)
	require.Zero(t, running.Load())
	for i, r := range results {
		require.Equal(t, i < 10, r != nil, i)
	}
	_, err = Map(ctx, 1000, 4, nil, work)
	require.ErrorIs(t, err, context.Canceled)
}

func TestAnErrorIsNotHiddenByAnInterruption(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	_, err := Map(ctx, 2, 1, nil, func(context.Context, int) (int, error) {
		stop()
		return 0, errors.New("broken")
	})
	require.EqualError(t, err, "broken")
}

func TestWhatIsWholeIsNotInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	results, err := Map(ctx, 1, 1, nil, func(context.Context, int) (int, error) {
		stop()
		return 7, nil
	})
	require.NoError(t, err)
	require.Equal(t, 7, results[0])
}

func TestNegativeWorkersAreRefused(t *testing.T) {
	_, err := Map(t.Context(), 1, -1, nil, square)
	require.ErrorContains(t, err, "-1 workers")
}
