//go:build !js || programs

package cluster

import (
	"errors"
	"strings"

	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/lab"
)

// CanProgram is nil in a build that can run a visitor's program; the page's programs of a
// first visit cannot.
func CanProgram() error { return nil }

// CheckProgram reports what is wrong with a program, as an error that FaultOf reads.
func CheckProgram(source string) error {
	_, err := newProgram(source)
	return err
}

// newProgram compiles a program; an empty source is the example that imitates h.3.
func newProgram(source string) (interpreter, error) {
	if source == "" {
		source = example
	}
	return program.New(source, KeyProgram)
}

var example = exampleOf("h3")

func exampleOf(key string) string {
	for _, e := range program.Examples() {
		if e.Key == key {
			return e.Source
		}
	}
	panic("lab: there is no example " + key)
}

// longest is how many bytes of a message are told: a program makes some itself.
const longest = 400

// FaultOf returns an error of a program with its place; any other without.
func FaultOf(err error) *lab.Fault {
	f := &lab.Fault{Message: err.Error()}
	var e *program.Error
	if errors.As(err, &e) {
		f.Line, f.Column, f.Message = e.Line, e.Column, e.Message
	}
	if len(f.Message) > longest {
		f.Message = strings.ToValidUTF8(f.Message[:longest], "") + " …"
	}
	return f
}
