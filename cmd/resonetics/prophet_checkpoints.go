package main

import (
	"bytes"
	"crypto/sha256"
	bits "encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/internal/files"
)

const (
	checkpointEvery = 500 // steps
	checkpointsKept = 6
	// checkpointMagic begins the file of a training run. The SHA-256 of the rest
	// follows, then the length of the rest in 8 bytes, then the trainer's state.
	checkpointMagic = "RPROPHET1\n"
)

// checkpoints is the folder of one run's checkpoints. The names hold a
// fingerprint of the configuration, so that runs may share a folder, and only
// this run's files are ever replaced or removed.
type checkpoints struct {
	folder, run string
	saved       int // steps in the latest; -1: none
}

// openCheckpoints makes the folder if need be, and tries that it can be written
// to.
func openCheckpoints(folder string, c kernel.Config) (*checkpoints, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("cannot keep checkpoints in %s: %w", folder, err)
	}
	probe, err := os.CreateTemp(folder, ".probe.*")
	if err != nil {
		return nil, fmt.Errorf("cannot keep checkpoints in %s: %w", folder, err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return nil, fmt.Errorf("cannot keep checkpoints in %s: %w", folder, err)
	}
	fingerprint := sha256.Sum256(fmt.Appendf(nil, "%+v", c))
	return &checkpoints{folder, fmt.Sprintf("%x", fingerprint[:4]), -1}, nil
}

func (c *checkpoints) path(step int) string {
	return filepath.Join(c.folder, fmt.Sprintf("prophet-%s-%08d.ckpt", c.run, step))
}

// save writes a checkpoint whole or not at all, then removes all but the newest.
func (c *checkpoints) save(t *kernel.Trainer) error {
	state, err := t.MarshalBinary()
	if err != nil {
		return err
	}
	if err := files.Write(c.path(t.Steps()), sealCheckpoint(state)); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	c.saved = t.Steps()
	return c.rotate()
}

func (c *checkpoints) rotate() error {
	mine, err := filepath.Glob(filepath.Join(globEscape(c.folder), "prophet-"+c.run+"-*.ckpt"))
	if err != nil {
		return err
	}
	slices.Sort(mine)
	// A run that began again leaves files of later steps: the newest are those
	// up to the one just written.
	latest := slices.Index(mine, c.path(c.saved))
	for _, old := range mine[:max(0, latest+1-checkpointsKept)] {
		if err := os.Remove(old); err != nil {
			return err
		}
	}
	return nil
}

// globEscape makes a folder's name a pattern that matches only itself.
func globEscape(name string) string {
	var b []byte
	for i := range len(name) {
		if bytes.IndexByte([]byte(`*?[\`), name[i]) >= 0 {
			b = append(b, '\\')
		}
		b = append(b, name[i])
	}
	return string(b)
}

func sealCheckpoint(state []byte) []byte {
	rest := append(bits.LittleEndian.AppendUint64(nil, uint64(len(state))), state...)
	sum := sha256.Sum256(rest)
	return slices.Concat([]byte(checkpointMagic), sum[:], rest)
}

// openCheckpoint returns the trainer in a file, or an error that names the first
// thing that is wrong with it.
func openCheckpoint(path string) (*kernel.Trainer, error) {
	b, err := readCheckpoint(path)
	if err != nil {
		return nil, fmt.Errorf("resume: %w", err)
	}
	t, err := decodeCheckpoint(b)
	if err != nil {
		return nil, fmt.Errorf("resume: %s: %w", path, err)
	}
	return t, nil
}

func decodeCheckpoint(b []byte) (*kernel.Trainer, error) {
	rest, ok := bytes.CutPrefix(b, []byte(checkpointMagic))
	if !ok {
		return nil, fmt.Errorf("is no checkpoint of a training run: it does not begin with %q", checkpointMagic)
	}
	const head = sha256.Size + 8
	if len(rest) < head {
		return nil, fmt.Errorf("is damaged: it ends within its first %d bytes", len(checkpointMagic)+head)
	}
	sum, rest := rest[:sha256.Size], rest[sha256.Size:]
	size, state := bits.LittleEndian.Uint64(rest), rest[8:]
	if uint64(len(state)) != size {
		return nil, fmt.Errorf("is damaged: it holds %d bytes of state, and says %d", len(state), size)
	}
	if actual := sha256.Sum256(rest); !bytes.Equal(sum, actual[:]) {
		return nil, errors.New("is damaged: its checksum does not fit its content")
	}
	t := new(kernel.Trainer)
	if err := t.UnmarshalBinary(state); err != nil {
		return nil, fmt.Errorf("is damaged: %w", err)
	}
	return t, nil
}
