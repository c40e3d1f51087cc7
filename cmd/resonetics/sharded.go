package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/experiment/shard"
)

// part is a part of a study that several processes share: one, counted from 1, of the given
// number.
type part struct{ one, of int }

// studyFlags are the flags of a command that measures a study which can be divided.
type studyFlags struct {
	*measureFlags
	shard part
	keeps bool // what is finished is kept beside --out
}

// shows are the flags that change no result of a study: what they say need not be the same for
// two parts of it.
var shows = []string{"shard", "workers", "out", "force", "json", "markdown", "plot", "profile", "format", "help"}

// addStudyFlags adds --shard to the flags that every measurement has.
func addStudyFlags(cmd *cobra.Command, m *measureFlags) *studyFlags {
	s := &studyFlags{measureFlags: m, shard: part{1, 1}}
	cmd.Flags().Var(&value[part]{&s.shard, "part", "a part and their number, as in 1/4, or job/4", parsePart, func(p part) string {
		return fmt.Sprintf("%d/%d", p.one, p.of)
	}}, "shard", "do one part of the work, as in 1/4, and keep it in the file of --out, for bench merge; job/4: the part that a job of Kubernetes or Slurm is given")
	return s
}

// parsePart reads 1/4, or job/4: then the environment says which.
func parsePart(text string) (p part, ok bool) {
	one, of, ok := strings.Cut(text, "/")
	if one == "job" {
		one = jobPart(os.Getenv)
	}
	var errs [2]error
	p.one, errs[0] = strconv.Atoi(one)
	p.of, errs[1] = strconv.Atoi(of)
	return p, ok && errors.Join(errs[:]...) == nil && p.one >= 1 && p.one <= p.of && p.of <= 1000
}

// jobPart returns the part that a scheduler gives this process: an index of Kubernetes is
// counted from 0, and one of Slurm from SLURM_ARRAY_TASK_MIN.
func jobPart(env func(string) string) string {
	index, err := strconv.Atoi(env("JOB_COMPLETION_INDEX"))
	if err == nil {
		return strconv.Itoa(index + 1)
	}
	task, err := strconv.Atoi(env("SLURM_ARRAY_TASK_ID"))
	first, none := strconv.Atoi(env("SLURM_ARRAY_TASK_MIN"))
	if err != nil || none != nil {
		return ""
	}
	return strconv.Itoa(task - first + 1)
}

// merged is the key of the context under which `bench merge` gives a study what was measured.
type merged struct{}

// mergedStore returns what was measured; nil where it has not been.
func mergedStore(ctx context.Context) *shard.Store {
	s, _ := ctx.Value(merged{}).(*shard.Store)
	return s
}

// study measures what the shard has to do, or all, or shows what was measured.
type study func(ctx context.Context, p *progress, s *shard.Store) (report, error)

func (s *studyFlags) run(cmd *cobra.Command, measure study) error {
	if store := mergedStore(cmd.Context()); store != nil {
		return s.measureFlags.run(cmd, func(ctx context.Context, p *progress) (report, error) {
			r, err := measure(ctx, p, store)
			if missing := store.Missing(); missing != nil {
				return nil, missing
			}
			return r, err
		})
	}
	if cmd.Flags().Changed("shard") {
		return s.part(cmd, measure)
	}
	return s.measureFlags.run(cmd, func(ctx context.Context, p *progress) (r report, err error) {
		var store *shard.Store
		if path := s.kept(); path != "" {
			if store, err = openPart(path, headerOf(cmd, part{1, 1})); err != nil {
				return nil, err
			}
			defer store.Close()
		}
		return measure(ctx, p, store)
	})
}

// kept is the file that keeps what is finished; empty for none.
func (s *studyFlags) kept() string {
	if !s.keeps || standard(s.out.path) {
		return ""
	}
	return s.out.path + ".part"
}

// part does one part of the work.
func (s *studyFlags) part(cmd *cobra.Command, measure study) error {
	for _, name := range shows {
		if f := cmd.Flags().Lookup(name); f != nil && f.Changed && !slices.Contains([]string{"shard", "workers", "out", "force"}, name) {
			return usagef("--shard keeps a part, which `resonetics bench merge` shows; leave out --%s", name)
		}
	}
	if standard(s.out.path) {
		return usagef("--shard keeps a part in a file; add --out FILE")
	}
	store, err := openPart(s.out.path, headerOf(cmd, s.shard))
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	_, err = measure(cmd.Context(), progress, store)
	progress.done()
	done, own := store.Done()
	switch {
	case cmd.Context().Err() != nil:
		err = interrupted(done, own, fmt.Sprintf("units of shard %d/%d; the same command goes on with %s", s.shard.one, s.shard.of, s.out.path))
	case err == nil || errors.Is(err, shard.ErrElsewhere):
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "shard %d/%d: %d units in %s; show the whole with resonetics bench merge and the files of all %d shards\n", s.shard.one, s.shard.of, done, s.out.path, s.shard.of)
	}
	return errors.Join(err, store.Close())
}

// openPart opens the file of a part. What is there of something else is refused for good.
func openPart(path string, h shard.Header) (*shard.Store, error) {
	store, err := shard.Open(path, h)
	if errors.As(err, new(shard.Refused)) {
		return nil, usageError{inFlag("out", err)}
	}
	return store, inFlag("out", err)
}

// headerOf says what a command measures, by the values of its flags.
func headerOf(cmd *cobra.Command, p part) shard.Header {
	h := shard.Header{Study: strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" "), Version: moduleVersion(), Settings: map[string]string{}, Given: []string{}, Shard: p.one, Of: p.of}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains(shows, f.Name) || f.Name == "from" {
			return
		}
		h.Settings[f.Name] = f.Value.String()
		if kind := f.Value.Type(); kind != "int" && kind != "number" && kind != "bool" {
			h.Settings[f.Name] += contents(f.Value.String())
		}
		if f.Changed {
			h.Given = append(h.Given, f.Name)
		}
	})
	return h
}

// contentsMark stands before the digests of files that a flag names.
const contentsMark = " sha256:"

// contents returns digests of the files that a flag names: results depend on what is in them.
func contents(text string) (digests string) {
	for _, word := range strings.Split(text, ",") {
		if info, err := os.Stat(word); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if b, err := os.ReadFile(word); err == nil {
			digests += fmt.Sprintf("%s%x", contentsMark, sha256.Sum256(b))
		}
	}
	return digests
}
