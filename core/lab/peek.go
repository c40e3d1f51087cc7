package lab

import (
	"fmt"

	"github.com/resonetics/playground/core/safetensors"
)

// SavedRun returns the run that a saved session describes, without restoring it.
func SavedRun(b []byte) (Run, error) {
	file, err := safetensors.Parse(b)
	if err != nil {
		return Run{}, fmt.Errorf("saved session: %w", err)
	}
	r := safetensors.NewReader(file)
	r.Version(savedFormat, savedVersion)
	link := r.Bytes("session.link")
	if r.Err() != nil {
		return Run{}, fmt.Errorf("saved session: %w", r.Err())
	}
	run, err := ParseLink(string(link))
	if err != nil {
		return Run{}, fmt.Errorf("saved session: %w", err)
	}
	return run, nil
}
