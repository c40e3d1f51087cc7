package files

import (
	"context"
	"fmt"
)

// Wait returns what open returns, or an error as soon as ctx ends. Opening a pipe waits for
// its other end, which may never come; open is then left behind, for a program that is
// about to end.
func Wait[T any](ctx context.Context, open func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		v, err := open()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, fmt.Errorf("interrupted while a file was opened: %w", ctx.Err())
	}
}
