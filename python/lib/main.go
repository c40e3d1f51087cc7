// Command lib is the library that the Python package loads, built with -buildmode=c-shared.
// It translates between C and package bridge and does nothing else: every array belongs to
// the caller, what lives here is known by a number, and an error is text in the caller's
// buffer.
package main

/*
#include <stdint.h>

typedef struct {
	int64_t *actions;
	float   *observations;
	double  *rewards;
	uint8_t *terminated;
	uint8_t *truncated;
	double  *decimals;
	int64_t *wholes;
	uint8_t *ended;
	float   *final_observations;
	double  *final_decimals;
	int64_t *final_wholes;
	uint8_t *begin;
	uint64_t *seeds;
	uint64_t *numbers;
	char    *error;
	int64_t  error_size;
} resonetics_buffers;
*/
import "C"

import (
	"strings"
	"sync"
	"unsafe"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/python/bridge"
)

// version is set by the linker.
var version string

func init() {
	if version != "" {
		bridge.Version = version
		train.Program = version
	}
}

func main() {}

// What calls return in place of a result.
const (
	badValue = -1 // a value that was not accepted
	badOrder = -2 // a call at the wrong time
)

// errorTexts says where the errors of the worlds of a number go.
var errorTexts sync.Map

// failed writes an error to the caller's buffer, ending in a zero byte.
func failed(err error, to *C.char, size C.int64_t) C.int64_t {
	if to != nil && size > 0 {
		b := unsafe.Slice((*byte)(unsafe.Pointer(to)), int(size))
		b[copy(b[:size-1], strings.ToValidUTF8(err.Error(), "?"))] = 0
	}
	if bridge.IsOrder(err) {
		return badOrder
	}
	return badValue
}

func slice[T, C any](p *C, n int) []T { return unsafe.Slice((*T)(unsafe.Pointer(p)), n) }

// resonetics_open makes n worlds over the caller's arrays, which must stay until they are
// closed, and returns their number.
//
//export resonetics_open
func resonetics_open(config *C.char, size, n, seen, mode C.int64_t, at *C.resonetics_buffers) C.int64_t {
	worlds, values := int(n), int(n*seen)
	b := bridge.Buffers{
		Actions: slice[int64](at.actions, worlds), Observations: slice[float32](at.observations, values),
		Rewards:    slice[float64](at.rewards, worlds),
		Terminated: slice[uint8](at.terminated, worlds), Truncated: slice[uint8](at.truncated, worlds),
		Decimals: slice[float64](at.decimals, bridge.Decimals*worlds), Wholes: slice[int64](at.wholes, bridge.Wholes*worlds),
		Ended: slice[uint8](at.ended, worlds), FinalObservations: slice[float32](at.final_observations, values),
		FinalDecimals: slice[float64](at.final_decimals, bridge.Decimals*worlds),
		FinalWholes:   slice[int64](at.final_wholes, bridge.Wholes*worlds),
		Begin:         slice[uint8](at.begin, worlds), Seeds: slice[uint64](at.seeds, worlds), Numbers: slice[uint64](at.numbers, worlds),
	}
	handle, err := bridge.Open(C.GoBytes(unsafe.Pointer(config), C.int(size)), worlds, bridge.Autoreset(mode), b)
	if err != nil {
		return failed(err, at.error, at.error_size)
	}
	errorTexts.Store(handle, errorText{at.error, at.error_size})
	return C.int64_t(handle)
}

// errorText is a caller's buffer.
type errorText struct {
	to   *C.char
	size C.int64_t
}

// worldsFailed is failed for the worlds of a number.
func worldsFailed(handle C.int64_t, err error) C.int64_t {
	if text, ok := errorTexts.Load(int64(handle)); ok {
		e := text.(errorText)
		return failed(err, e.to, e.size)
	}
	return failed(err, nil, 0)
}

// resonetics_reset begins what the array begin says.
//
//export resonetics_reset
func resonetics_reset(handle C.int64_t) C.int64_t {
	if err := bridge.Reset(int64(handle)); err != nil {
		return worldsFailed(handle, err)
	}
	return 0
}

// resonetics_step takes the actions of the array actions.
//
//export resonetics_step
func resonetics_step(handle C.int64_t) C.int64_t {
	if err := bridge.Step(int64(handle)); err != nil {
		return worldsFailed(handle, err)
	}
	return 0
}

// resonetics_close forgets what has that number.
//
//export resonetics_close
func resonetics_close(handle C.int64_t) {
	errorTexts.Delete(int64(handle))
	bridge.Close(int64(handle))
}

// answers are what resonetics_ask has returned and resonetics_take not yet fetched.
var answers sync.Map

// resonetics_ask answers a request by name. It returns the number of bytes of the answer,
// which resonetics_take then copies to the caller, by the key that is unique to the caller's
// thread until then.
//
//export resonetics_ask
func resonetics_ask(name *C.char, handle C.int64_t, request *C.char, size, key C.int64_t, to *C.char, room C.int64_t) C.int64_t {
	answer, err := bridge.Ask(C.GoString(name), int64(handle), C.GoBytes(unsafe.Pointer(request), C.int(size)))
	if err != nil {
		return failed(err, to, room)
	}
	answers.Store(int64(key), answer)
	return C.int64_t(len(answer))
}

// resonetics_take copies an answer, of as many bytes as resonetics_ask has returned, and
// forgets it.
//
//export resonetics_take
func resonetics_take(key C.int64_t, to *C.char) {
	if answer, ok := answers.LoadAndDelete(int64(key)); ok {
		b := answer.([]byte)
		if len(b) > 0 {
			copy(slice[byte](to, len(b)), b)
		}
	}
}
