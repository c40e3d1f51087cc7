// Package bridge is what Python sees of the playground: worlds over memory that Python
// owns, runs of links, minds and evaluations, each behind a number. It knows nothing of C;
// package lib hands it slices over the caller's arrays.
//
// What happens at every step has a method of its own. Everything else is asked for by name,
// with bytes in and bytes out; see [Ask].
package bridge

import (
	"errors"
	"fmt"
	"sync"
)

// Version is the version of the program. The library sets it once, when it is loaded.
var Version = "(unknown)"

// errOrder is what is wrong when a call comes at the wrong time: Python raises another kind
// of exception for it than for a wrong value.
var errOrder = errors.New("call out of order")

// IsOrder reports whether err says that a call came at the wrong time.
func IsOrder(err error) bool { return errors.Is(err, errOrder) }

// outOfOrder is an error of that kind with a message of its own.
type outOfOrder string

func (e outOfOrder) Error() string        { return string(e) }
func (e outOfOrder) Is(target error) bool { return target == errOrder }

// table hands out numbers for what lives on this side.
type table struct {
	sync.RWMutex
	last  int64
	items map[int64]any
}

var handles = table{items: make(map[int64]any)}

// keep returns the number of a new item, from 1.
func (t *table) keep(item any) int64 {
	t.Lock()
	defer t.Unlock()
	t.last++
	t.items[t.last] = item
	return t.last
}

// Close forgets what has that number; nothing happens where there is nothing.
func Close(handle int64) {
	handles.Lock()
	defer handles.Unlock()
	if t, ok := handles.items[handle].(*task); ok {
		t.cancel()
	}
	delete(handles.items, handle)
}

// find returns what has that number.
func find[T any](handle int64) (item T, err error) {
	handles.RLock()
	defer handles.RUnlock()
	item, ok := handles.items[handle].(T)
	if !ok {
		return item, outOfOrder(fmt.Sprintf("number %d is not in use: it was closed, or belongs to another process", handle))
	}
	return item, nil
}
