package bridge

import (
	"encoding/json"
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
)

// asked answers by name. Most take the number of what they are about.
var asked = map[string]func(handle int64, request []byte) ([]byte, error){
	"table":    func(int64, []byte) ([]byte, error) { return json.Marshal(NewTable()) },
	"state":    ofWorld(state),
	"restore":  ofWorld(restore),
	"grid":     ofWorld(grid),
	"put":      ofWorld(put),
	"with":     stepWith,
	"link":     link,
	"rgb":      ofWorld(rgb),
	"ansi":     ofWorld(ansi),
	"run":      openRun,
	"advance":  advance,
	"told":     told,
	"mind":     openMind,
	"act":      act,
	"evaluate": evaluate,
	"wait":     wait,
}

// Ask answers a request about what has that number; 0 where it is about nothing. A panic
// becomes an error: what the caller has not saved must not end with it.
func Ask(name string, handle int64, request []byte) (_ []byte, err error) {
	defer rescue(&err)
	answer, ok := asked[name]
	if !ok {
		return nil, fmt.Errorf("the library has no answer to %s: it is of another version than the package", field.Quote(name))
	}
	return answer(handle, request)
}

// rescue turns a panic into an error.
func rescue(err *error) {
	if r := recover(); r != nil {
		*err = outOfOrder(fmt.Sprintf("the library has a fault, please report it: %v", r))
	}
}

// ofWorld answers requests of one of the worlds of a number, which is locked meanwhile.
func ofWorld[T interface{ index() int }](answer func(w *Worlds, one *cluster.World, v T) ([]byte, error)) func(int64, []byte) ([]byte, error) {
	return func(handle int64, request []byte) ([]byte, error) {
		v, err := parse[T](request)
		if err != nil {
			return nil, err
		}
		w, one, err := world(handle, v.index())
		if err != nil {
			return nil, err
		}
		defer w.Unlock()
		return answer(w, one, v)
	}
}

// parse reads a request.
func parse[T any](request []byte) (v T, err error) {
	if err = json.Unmarshal(request, &v); err != nil {
		err = fmt.Errorf("the request is not JSON: %w", err)
	}
	return v, err
}
