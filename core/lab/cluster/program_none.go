//go:build js && !programs

package cluster

import "github.com/resonetics/playground/core/lab"

// CanProgram returns an error: this build has no interpreter.
func CanProgram() error { return lab.ErrNoLanguage }

// CheckProgram returns the same.
func CheckProgram(string) error { return lab.ErrNoLanguage }

func newProgram(string) (interpreter, error) { return nil, lab.ErrNoLanguage }

// FaultOf returns an error without a place.
func FaultOf(err error) *lab.Fault { return &lab.Fault{Message: err.Error()} }
