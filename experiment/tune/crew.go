package tune

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/c-bata/goptuna"
	"github.com/c-bata/goptuna/medianstopping"

	"github.com/resonetics/playground/experiment/tune/optuna"
)

// User attributes of the trials of our workers. A study of n trials has n slots. A trial holds
// one, and leaves it to a later one when its worker is lost: so none is counted twice, and none
// is missing in the end.
const (
	slotKey   = "slot"
	workerKey = "worker"
	beatKey   = "heartbeat"       // a number that rises
	everyKey  = "heartbeat_every" // the time between two of them
	endedKey  = "ended"           // how a trial failed: one of those below
)

const (
	endedDiverged  = "diverged"  // training failed; that counts as a result
	endedLost      = "lost"      // its worker gave no sign any more
	endedWithdrawn = "withdrawn" // another worker had the slot
)

// silence is after how many heartbeats without a sign a worker is lost.
const silence = 6

// crew are the workers that share a study, as one of them sees them.
type crew struct {
	storage *optuna.Storage
	name    string // of this worker
	every   time.Duration

	mu      sync.Mutex
	current int // trial of this worker; -1: none
	seen    map[int]sign
	looked  time.Time
}

// sign is the last heartbeat of a trial, and when it was new.
type sign struct {
	beat string
	at   time.Time
}

// join takes part in the study on the server, or begins it.
func (s *search) join(ctx context.Context, suggest goptuna.Sampler) error {
	storage, err := optuna.Open(ctx, s.Server, s.Study)
	if err != nil {
		return err
	}
	host, _ := os.Hostname() // only for people to read
	s.crew = &crew{storage: storage, name: fmt.Sprintf("%s-%d", host, os.Getpid()), every: s.Heartbeat, current: -1, seen: map[int]sign{}}
	if err := s.same(storage); err != nil {
		return err
	}
	options := []goptuna.StudyOption{goptuna.StudyOptionStorage(storage), goptuna.StudyOptionSampler(suggest), goptuna.StudyOptionLogger(nil)}
	if s.Method == TPE {
		options = append(options, goptuna.StudyOptionPruner(medianstopping.NewMedianPruner()))
	}
	s.study, err = goptuna.LoadStudy(s.Study, options...)
	return err
}

// same refuses a study that searches something else.
func (s *search) same(storage *optuna.Storage) error {
	attributes, err := storage.GetStudyUserAttrs(storage.StudyID())
	if err != nil {
		return err
	}
	if _, has := attributes[optionsKey]; !has {
		if err := s.searchesOurs(storage); err != nil {
			return s.refused(err)
		}
		if err := storage.SetStudyUserAttr(storage.StudyID(), optionsKey, s.text()); err != nil {
			return err
		}
		// Another worker may have begun it at the same time: the last one is right.
		if attributes, err = storage.GetStudyUserAttrs(storage.StudyID()); err != nil {
			return err
		}
	}
	return s.refused(sameOptions(attributes[optionsKey], s.text()))
}

// refused says of which study an error is.
func (s *search) refused(err error) error {
	if !errors.As(err, new(otherStudy)) {
		return err
	}
	return Refused{fmt.Errorf("study %s on %s %w; choose another name with --study", s.Study, s.Server, err)}
}

// Refused is the error of a study that is something else than what was asked for: trying again
// does not help.
type Refused struct{ error }

// Unwrap returns what is wrong.
func (r Refused) Unwrap() error { return r.error }

// searchesOurs refuses the trials of another program that searches other ranges.
func (s *search) searchesOurs(storage *optuna.Storage) error {
	trials, err := storage.GetAllTrials(storage.StudyID())
	for _, t := range trials {
		for name, d := range t.Distributions {
			i := slices.IndexFunc(s.params, func(p param) bool { return p.stored == name })
			if i < 0 || s.params[i].distribution() != d {
				return otherStudy{fmt.Errorf("has trials of another program, which search %s in %v", name, d)}
			}
		}
	}
	return err
}

// distribution returns what is searched.
func (p param) distribution() any {
	if p.log {
		return goptuna.LogUniformDistribution{High: p.high, Low: p.low}
	}
	return goptuna.UniformDistribution{High: p.high, Low: p.low}
}

// place returns what a trial draws its numbers by: its slot, or where it has none its number.
func place(t goptuna.FrozenTrial) int {
	if slot, has := slotOf(t); has {
		return slot
	}
	return t.Number
}

func slotOf(t goptuna.FrozenTrial) (slot int, has bool) {
	slot, err := strconv.Atoi(t.UserAttrs[slotKey])
	return slot, err == nil
}

// failure says how a trial failed: "failed" where its training diverged, "lost" or
// "withdrawn", or "error" where another program has failed it.
func failure(t goptuna.FrozenTrial) string {
	switch ended := t.UserAttrs[endedKey]; ended {
	case endedDiverged:
		return states[goptuna.TrialStateFail]
	case endedLost, endedWithdrawn:
		return ended
	}
	return "error"
}

// counts reports whether a trial has come to something.
func counts(t goptuna.FrozenTrial) bool {
	return t.State == goptuna.TrialStateComplete || t.State == goptuna.TrialStatePruned ||
		t.State == goptuna.TrialStateFail && t.UserAttrs[endedKey] == endedDiverged
}

// board is who holds the slots of a study.
type board struct {
	holders map[int]goptuna.FrozenTrial
	done    int // trials that count, whoever's they are
	others  int // of them, those of other programs, which hold no slot
}

func boardOf(trials []goptuna.FrozenTrial) board {
	b := board{holders: map[int]goptuna.FrozenTrial{}}
	for _, t := range trials {
		slot, ours := slotOf(t)
		if counts(t) {
			b.done++
			if !ours {
				b.others++
			}
		}
		if held, has := b.holders[slot]; ours && (counts(t) || t.State == goptuna.TrialStateRunning) && (!has || before(t, held)) {
			b.holders[slot] = t
		}
	}
	return b
}

// before reports whether a trial has a better right to its slot than another: it counts, or it
// was begun before.
func before(t, other goptuna.FrozenTrial) bool {
	if counts(t) != counts(other) {
		return counts(t)
	}
	return t.Number < other.Number
}

// free returns the lowest slot of n that no trial holds; false where none is left.
func (b *board) free(n int) (slot int, ok bool) {
	if len(b.holders)+b.others >= n {
		return 0, false
	}
	for b.holders[slot].UserAttrs != nil {
		slot++
	}
	return slot, true
}

// yields reports whether a trial has to be withdrawn: another one has a better right to its
// slot, or there are enough without it.
func (b *board) yields(t goptuna.FrozenTrial, n int) bool {
	slot, _ := slotOf(t)
	if b.holders[slot].ID != t.ID {
		return true
	}
	rank := b.others
	for _, other := range b.holders {
		if other.ID != t.ID && before(other, t) {
			rank++
		}
	}
	return rank >= n
}

// next returns a trial to play, and nil when n trials count. As long as others play the last
// ones it waits, since their workers may be lost.
func (c *crew) next(ctx context.Context, n int) (*goptuna.FrozenTrial, error) {
	for {
		trials, err := c.look()
		if err != nil {
			return nil, err
		}
		b := boardOf(trials)
		if b.done >= n {
			return nil, nil
		}
		if slot, ok := b.free(n); ok {
			t, err := c.take(trials, slot, n)
			if err != nil || t != nil {
				return t, err
			}
			continue
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(c.every):
		}
	}
}

// take begins a trial in a slot: one that waits for a worker, or a new one; nil where another
// worker was faster.
func (c *crew) take(trials []goptuna.FrozenTrial, slot, n int) (*goptuna.FrozenTrial, error) {
	attributes := map[string]string{slotKey: strconv.Itoa(slot), workerKey: c.name, beatKey: "0", everyKey: c.every.String()}
	id, err := c.waiting(trials, attributes)
	if err == nil && id < 0 {
		id, err = c.storage.CloneTrial(0, goptuna.FrozenTrial{State: goptuna.TrialStateRunning, UserAttrs: attributes, SystemAttrs: repeated(trials, slot)})
	}
	if err != nil {
		return nil, err
	}
	if trials, err = c.storage.GetAllTrials(0); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(trials, func(t goptuna.FrozenTrial) bool { return t.ID == id })
	if i < 0 {
		return nil, fmt.Errorf("study on the Optuna server: trial %d was begun just now and is gone", id)
	}
	if b := boardOf(trials); b.yields(trials[i], n) {
		return nil, c.end(id, endedWithdrawn)
	}
	return &trials[i], nil
}

// waiting takes a trial that a worker or a person has put into the queue, for which one slot is as good as
// another; -1 where there is none.
func (c *crew) waiting(trials []goptuna.FrozenTrial, attributes map[string]string) (id int, err error) {
	for _, t := range trials {
		if t.State != goptuna.TrialStateWaiting {
			continue
		}
		mine, err := c.storage.Take(t.ID)
		if err != nil || !mine {
			continue
		}
		for key, value := range attributes {
			if err := c.storage.SetTrialUserAttr(t.ID, key, value); err != nil {
				return -1, err
			}
		}
		return t.ID, nil
	}
	return -1, nil
}

// repeated returns the system attributes by which Optuna knows that a trial repeats the lost
// one of a slot, with the same numbers; nil where none was lost.
func repeated(trials []goptuna.FrozenTrial, slot int) map[string]string {
	var history []int
	attributes := map[string]string{}
	for _, t := range trials {
		if at, has := slotOf(t); !has || at != slot || t.UserAttrs[endedKey] != endedLost {
			continue
		}
		history = append(history, t.Number)
		if len(t.InternalParams) > 0 {
			attributes["fixed_params"] = asJSON(t.InternalParams)
		}
	}
	if history == nil {
		return nil
	}
	attributes["failed_trial"], attributes["retry_history"] = asJSON(history[0]), asJSON(history)
	return attributes
}

func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("tune: no JSON: " + err.Error()) // they are numbers
	}
	return string(b)
}

// end fails a trial and says why. One that has ended stays as it is.
func (c *crew) end(trial int, why string) error {
	err := c.storage.SetTrialUserAttr(trial, endedKey, why)
	if err == nil {
		err = c.storage.SetTrialState(trial, goptuna.TrialStateFail)
	}
	if errors.Is(err, optuna.ErrFinished) {
		return nil
	}
	return err
}

// close leaves the study.
func (c *crew) close() error {
	if c == nil {
		return nil
	}
	return c.storage.Close()
}
