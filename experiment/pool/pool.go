// Package pool works on independent jobs side by side, with results that do not
// depend on how many processors there are.
package pool

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// Map is Partial for work that is worth nothing in part: when something is missing
// because ctx ended, it returns ctx's error and no results.
func Map[T any](ctx context.Context, n, workers int, progress func(done, total int), work func(ctx context.Context, i int) (T, error)) ([]T, error) {
	some, err := Partial(ctx, n, workers, progress, work)
	if err != nil {
		return nil, err
	}
	results := make([]T, n)
	for i, r := range some {
		if r == nil {
			return nil, ctx.Err()
		}
		results[i] = *r
	}
	return results, nil
}

// Partial calls work for the indices 0 to n-1 on the given number of workers (0: one
// per processor) and returns once every call has returned. The results stand at
// their indices. The calls begin in the order of the indices. progress, which may
// be nil, is called after each result with how many there are; its calls do not
// overlap.
//
// When ctx ends, no more calls begin, and those that run should soon return ctx's
// error; the results that are missing then are nil. After any other error of work no
// more calls begin either, and Partial returns the one with the lowest index.
func Partial[T any](ctx context.Context, n, workers int, progress func(done, total int), work func(ctx context.Context, i int) (T, error)) ([]*T, error) {
	if workers < 0 {
		return nil, fmt.Errorf("%d workers, want at least 1, or 0 for one per processor", workers)
	}
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	q := queue[T]{results: make([]*T, n), errs: make([]error, n), progress: progress}
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for i, ok := q.take(ctx); ok; i, ok = q.take(ctx) {
				result, err := work(ctx, i)
				q.keep(i, &result, err)
			}
		})
	}
	group.Wait()
	// Every index below that of an error has been worked on, so that the first
	// error by index is the same whatever the number of workers.
	for _, err := range q.errs {
		if err != nil && !errors.Is(err, ctx.Err()) {
			return nil, err
		}
	}
	return q.results, nil
}

// queue is the state that the workers share.
type queue[T any] struct {
	mu         sync.Mutex
	next, done int
	failed     bool
	results    []*T
	errs       []error
	progress   func(done, total int)
}

// take returns the next index, or false if no more work is to begin.
func (q *queue[T]) take(ctx context.Context) (i int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.failed || q.next == len(q.results) || ctx.Err() != nil {
		return 0, false
	}
	q.next++
	return q.next - 1, true
}

// keep stores what work returned for an index.
func (q *queue[T]) keep(i int, result *T, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err != nil {
		q.errs[i], q.failed = err, true
		return
	}
	q.results[i] = result
	q.done++
	if q.progress != nil {
		q.progress(q.done, len(q.results))
	}
}
