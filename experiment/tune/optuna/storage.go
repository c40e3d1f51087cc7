package optuna

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/c-bata/goptuna"
)

// Storage is a study on a server, for goptuna. Goroutines may share it.
type Storage struct {
	goptuna.Storage // nil: a search calls no other method of it than those below

	client *client
	cancel context.CancelFunc // of what Linger began
	study  int64

	mu      sync.Mutex
	ended   map[int64]goptuna.FrozenTrial // trials that change no more
	running map[int64]bool                // known trials that may
	newest  int64                         // of them
	values  map[int]float64               // set, and sent with the trial's state
}

// Open returns the study of that name on the server at host:port, which is begun where there
// is none: its values are maximized. Calls end with ctx.
func Open(ctx context.Context, address, name string) (*Storage, error) {
	c, err := dial(ctx, address)
	if err != nil {
		return nil, err
	}
	s := &Storage{client: c, cancel: func() {}, ended: map[int64]goptuna.FrozenTrial{}, running: map[int64]bool{}, newest: -1, values: map[int]float64{}}
	if err := s.begin(name); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Linger lets a storage whose context has ended make calls for a few seconds more. No other
// call may be under way.
func (s *Storage) Linger() {
	c := *s.client
	c.ctx, s.cancel = context.WithTimeout(context.WithoutCancel(c.ctx), impatience)
	c.patience = 0
	s.client = &c
}

// Close ends the connection.
func (s *Storage) Close() error {
	s.cancel()
	return s.client.conn.Close()
}

// begin finds the study or begins it. Two workers may do so at once.
func (s *Storage) begin(name string) error {
	var made CreateNewStudyReply
	err := s.client.call(&CreateNewStudyRequest{Directions: []StudyDirection{StudyDirection_MAXIMIZE}, StudyName: name}, &made)
	if err == nil {
		s.study = made.StudyId
		return nil
	}
	if !errors.Is(err, errTaken) {
		return err
	}
	var found GetStudyIdFromNameReply
	if err := s.client.call(&GetStudyIdFromNameRequest{StudyName: name}, &found); err != nil {
		return err
	}
	s.study = found.StudyId
	var to GetStudyDirectionsReply
	if err := s.client.call(&GetStudyDirectionsRequest{StudyId: s.study}, &to); err != nil {
		return err
	}
	if !slices.Equal(to.Directions, []StudyDirection{StudyDirection_MAXIMIZE}) {
		return fmt.Errorf("study %s on %s does not maximize one value, which is the return; choose another name with --study", name, s.client.address)
	}
	return nil
}

// StudyID returns the number of the study, which all methods are about.
func (s *Storage) StudyID() int { return int(s.study) }

// GetStudyDirection implements goptuna.Storage.
func (s *Storage) GetStudyDirection(int) (goptuna.StudyDirection, error) {
	return goptuna.StudyDirectionMaximize, nil
}

// GetStudyIDFromName implements goptuna.Storage.
func (s *Storage) GetStudyIDFromName(string) (int, error) { return s.StudyID(), nil }

// GetStudyUserAttrs implements goptuna.Storage.
func (s *Storage) GetStudyUserAttrs(int) (map[string]string, error) {
	var reply GetStudyUserAttributesReply
	err := s.client.call(&GetStudyUserAttributesRequest{StudyId: s.study}, &reply)
	return texts(reply.UserAttributes), err
}

// SetStudyUserAttr implements goptuna.Storage.
func (s *Storage) SetStudyUserAttr(_ int, key, value string) error {
	return s.client.call(&SetStudyUserAttributeRequest{StudyId: s.study, Key: key, Value: quoted(value)}, new(SetStudyUserAttributeReply))
}

// CreateNewTrial implements goptuna.Storage.
func (s *Storage) CreateNewTrial(study int) (int, error) {
	return s.CloneTrial(study, goptuna.FrozenTrial{State: goptuna.TrialStateRunning})
}

// CloneTrial implements goptuna.Storage. The new trial begins now.
func (s *Storage) CloneTrial(_ int, from goptuna.FrozenTrial) (int, error) {
	t := &Trial{
		State: states[from.State], DatetimeStart: time.Now().Format("2006-01-02 15:04:05.000000"),
		Params: from.InternalParams, Distributions: map[string]string{},
		UserAttributes: map[string]string{}, SystemAttributes: from.SystemAttrs,
	}
	for name, d := range from.Distributions {
		text, err := written(d)
		if err != nil {
			return 0, err
		}
		t.Distributions[name] = text
	}
	for key, value := range from.UserAttrs {
		t.UserAttributes[key] = quoted(value)
	}
	var reply CreateNewTrialReply
	err := s.client.call(&CreateNewTrialRequest{StudyId: s.study, TemplateTrial: t}, &reply)
	return int(reply.TrialId), err
}

// SetTrialParam implements goptuna.Storage.
func (s *Storage) SetTrialParam(trial int, name string, value float64, d any) error {
	text, err := written(d)
	if err != nil {
		return err
	}
	return s.client.call(&SetTrialParameterRequest{TrialId: int64(trial), ParamName: name, ParamValueInternal: value, Distribution: text}, new(SetTrialParameterReply))
}

// SetTrialIntermediateValue implements goptuna.Storage.
func (s *Storage) SetTrialIntermediateValue(trial, step int, value float64) error {
	return s.client.call(&SetTrialIntermediateValueRequest{TrialId: int64(trial), Step: int64(step), IntermediateValue: value}, new(SetTrialIntermediateValueReply))
}

// SetTrialUserAttr implements goptuna.Storage.
func (s *Storage) SetTrialUserAttr(trial int, key, value string) error {
	return s.client.call(&SetTrialUserAttributeRequest{TrialId: int64(trial), Key: key, Value: quoted(value)}, new(SetTrialUserAttributeReply))
}

// SetTrialValue implements goptuna.Storage. The server is told with the state.
func (s *Storage) SetTrialValue(trial int, value float64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[trial] = value
	return nil
}

// SetTrialState implements goptuna.Storage. The error is ErrFinished where another worker has ended
// the trial before.
func (s *Storage) SetTrialState(trial int, state goptuna.TrialState) error {
	_, err := s.setState(trial, state)
	return err
}

// Take begins a trial that waits; false where another worker has.
func (s *Storage) Take(trial int) (mine bool, err error) {
	mine, err = s.setState(trial, goptuna.TrialStateRunning)
	if errors.Is(err, ErrFinished) {
		return false, nil
	}
	return mine, err
}

func (s *Storage) setState(trial int, state goptuna.TrialState) (changed bool, err error) {
	request := &SetTrialStateValuesRequest{TrialId: int64(trial), State: states[state]}
	s.mu.Lock()
	if v, has := s.values[trial]; has && state != goptuna.TrialStateFail {
		request.Values = []float64{v}
	}
	delete(s.values, trial)
	s.mu.Unlock()
	var reply SetTrialStateValuesReply
	err = s.client.call(request, &reply)
	return reply.TrialUpdated, err
}

// GetTrial implements goptuna.Storage.
func (s *Storage) GetTrial(trial int) (goptuna.FrozenTrial, error) {
	all, err := s.GetAllTrials(s.StudyID())
	for _, t := range all {
		if t.ID == trial {
			return t, nil
		}
	}
	return goptuna.FrozenTrial{}, cmp.Or(err, goptuna.ErrInvalidTrialID)
}

// GetTrialSystemAttrs implements goptuna.Storage. The attributes are JSON.
func (s *Storage) GetTrialSystemAttrs(trial int) (map[string]string, error) {
	t, err := s.GetTrial(trial)
	return t.SystemAttrs, err
}

// GetTrialNumberFromID implements goptuna.Storage.
func (s *Storage) GetTrialNumberFromID(trial int) (int, error) {
	t, err := s.GetTrial(trial)
	return t.Number, err
}

// GetAllTrials implements goptuna.Storage: the trials in the order of their numbers. It asks
// for those alone that may have changed.
func (s *Storage) GetAllTrials(int) ([]goptuna.FrozenTrial, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	request := &GetTrialsRequest{StudyId: s.study, IncludedTrialIds: slices.Sorted(maps.Keys(s.running)), TrialIdGreaterThan: s.newest}
	var reply GetTrialsReply
	if err := s.client.call(request, &reply); err != nil {
		return nil, err
	}
	list := slices.Collect(maps.Values(s.ended))
	for _, t := range reply.Trials {
		frozen := s.frozen(t)
		if list = append(list, frozen); frozen.State.IsFinished() {
			s.ended[t.TrialId] = frozen
			delete(s.running, t.TrialId)
		} else {
			s.running[t.TrialId] = true
		}
		s.newest = max(s.newest, t.TrialId)
	}
	slices.SortFunc(list, func(a, b goptuna.FrozenTrial) int { return a.Number - b.Number })
	return list, nil
}

var states = map[goptuna.TrialState]TrialState{
	goptuna.TrialStateRunning: TrialState_RUNNING, goptuna.TrialStateComplete: TrialState_COMPLETE, goptuna.TrialStatePruned: TrialState_PRUNED,
	goptuna.TrialStateFail: TrialState_FAIL, goptuna.TrialStateWaiting: TrialState_WAITING,
}

// frozen returns a trial as goptuna has it. A range that is none of those that are searched
// here stays text, and what was chosen of it is left out.
func (s *Storage) frozen(t *Trial) goptuna.FrozenTrial {
	f := goptuna.FrozenTrial{
		ID: int(t.TrialId), StudyID: s.StudyID(), Number: int(t.Number), IntermediateValues: map[int]float64{},
		InternalParams: map[string]float64{}, Params: map[string]any{}, Distributions: map[string]any{},
		UserAttrs: texts(t.UserAttributes), SystemAttrs: t.SystemAttributes,
	}
	for ours, theirs := range states {
		if theirs == t.State {
			f.State = ours
		}
	}
	if len(t.Values) > 0 {
		f.Value = t.Values[0]
	}
	for step, value := range t.IntermediateValues {
		f.IntermediateValues[int(step)] = value
	}
	for name, text := range t.Distributions {
		f.Distributions[name] = text
		if d, ok := read(text); ok {
			f.InternalParams[name], f.Params[name], f.Distributions[name] = t.Params[name], t.Params[name], d
		}
	}
	return f
}

// quoted returns a text as JSON.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic("optuna: a text that is no JSON: " + err.Error())
	}
	return string(b)
}

// texts returns attributes without the quotation marks of JSON. What is no text stays JSON.
func texts(attributes map[string]string) map[string]string {
	out := make(map[string]string, len(attributes))
	for key, value := range attributes {
		var text string
		if json.Unmarshal([]byte(value), &text) == nil {
			value = text
		}
		out[key] = value
	}
	return out
}
