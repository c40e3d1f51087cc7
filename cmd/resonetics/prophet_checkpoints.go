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
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/safetensors"
	"github.com/resonetics/playground/internal/files"
)

const (
	checkpointEvery = 500 // steps
	checkpointsKept = 6

	// What a checkpoint calls itself, and the newest version that openCheckpoint reads.
	checkpointFormat  = "resonetics prophet run"
	checkpointVersion = 1
)

// kernelRun is a trainer with the seed of its run, from which its own follows.
type kernelRun struct {
	*kernel.Trainer
	seed uint64
}

// checkpoints is the folder of one run's checkpoints. The names hold a
// fingerprint of the configuration, so that runs may share a folder, and only
// this run's files are ever replaced or removed.
type checkpoints struct {
	folder, run string
	saved       int // steps in the latest; -1: none
}

// openCheckpoints makes the folder if need be, and tries that it can be written
// to.
func openCheckpoints(folder string, config kernel.Config) (*checkpoints, error) {
	fingerprint := sha256.Sum256(fmt.Appendf(nil, "%+v", config))
	c := &checkpoints{folder, fmt.Sprintf("%x", fingerprint[:4]), -1}
	err := os.MkdirAll(folder, 0o755)
	if err == nil {
		err = files.MayWrite(c.path(0), true)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot keep checkpoints in %s: %w", folder, err)
	}
	return c, nil
}

func (c *checkpoints) path(step int) string {
	return filepath.Join(c.folder, fmt.Sprintf("prophet-%s-%08d.ckpt", c.run, step))
}

// save writes a checkpoint whole or not at all, then removes all but the newest.
func (c *checkpoints) save(r *kernelRun) error {
	state, _ := r.MarshalBinary() // memory is its only destination
	if err := files.Write(c.path(r.Steps()), seal(r.seed, state)); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	c.saved = r.Steps()
	return c.rotate()
}

func (c *checkpoints) rotate() error {
	entries, err := os.ReadDir(c.folder)
	if err != nil {
		return err
	}
	var mine []string // in the order of their steps
	for _, e := range entries {
		if name := e.Name(); strings.HasPrefix(name, "prophet-"+c.run+"-") && filepath.Ext(name) == ".ckpt" {
			mine = append(mine, filepath.Join(c.folder, name))
		}
	}
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

// seal returns the file of a run: its seed, and its trainer's state.
func seal(seed uint64, state []byte) []byte {
	var w safetensors.Writer
	w.Text("format", checkpointFormat)
	w.Text("version", strconv.Itoa(checkpointVersion))
	safetensors.Writing(&w).Uint64("run.seed", []uint64{seed})
	w.Bytes("trainer.state", state)
	w.Text("checksum", strconv.FormatUint(w.Sum(), 16))
	return w.Append(nil)
}

// openCheckpoint returns the run in a file, or an error that names the first thing that
// is wrong with it.
func openCheckpoint(path string) (*kernelRun, error) {
	b, err := readCheckpoint(path)
	if err != nil {
		return nil, fmt.Errorf("resume: %w", err)
	}
	decode := decodeCheckpoint
	if bytes.HasPrefix(b, []byte(formerMagic)) {
		decode = decodeFormer
	}
	r, err := decode(b)
	if err != nil {
		return nil, fmt.Errorf("resume: %s is no checkpoint of a training run, or damaged: %w", path, err)
	}
	return r, nil
}

func decodeCheckpoint(b []byte) (*kernelRun, error) {
	file, err := safetensors.Parse(b)
	if err != nil {
		return nil, err
	}
	r := safetensors.NewReader(file)
	r.Version(checkpointFormat, checkpointVersion)
	if got, sum := strconv.FormatUint(file.Sum(), 16), r.Text("checksum"); got != sum {
		r.Fail(fmt.Errorf("its contents have the checksum %s and it says %s", got, sum))
	}
	seed, run := make([]uint64, 1), &kernelRun{Trainer: new(kernel.Trainer)}
	safetensors.Reading(r).Uint64("run.seed", seed)
	if state := r.Bytes("trainer.state"); r.Err() == nil {
		r.Fail(run.UnmarshalBinary(state))
	}
	run.seed = seed[0]
	return run, r.Close()
}

// formerMagic begins a file as releases before the container wrote it. The SHA-256 of
// the rest follows, then the length of the rest in 8 bytes, then the trainer's state,
// whose seed was that of the run.
const formerMagic = "RPROPHET1\n"

func decodeFormer(b []byte) (*kernelRun, error) {
	rest := b[len(formerMagic):]
	const head = sha256.Size + 8
	if len(rest) < head {
		return nil, fmt.Errorf("it ends within its first %d bytes", len(formerMagic)+head)
	}
	sum, rest := rest[:sha256.Size], rest[sha256.Size:]
	size, state := bits.LittleEndian.Uint64(rest), rest[8:]
	if uint64(len(state)) != size {
		return nil, fmt.Errorf("it holds %d bytes of state, and says %d", len(state), size)
	}
	if actual := sha256.Sum256(rest); !bytes.Equal(sum, actual[:]) {
		return nil, errors.New("its checksum does not fit its content")
	}
	t := new(kernel.Trainer)
	err := t.UnmarshalBinary(state)
	return &kernelRun{t, t.Config().Seed}, err
}
