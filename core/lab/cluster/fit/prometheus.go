package fit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/resonetics/playground/core/field"
)

const wantPrometheus = `want the answer of /api/v1/query_range: {"status":"success","data":{"resultType":"matrix","result":[…]}}`

// readPrometheus takes in the answer to a range query of Prometheus. It is read piece by
// piece: only the names of one series are held at a time.
func (h *history) readPrometheus(r io.Reader) error {
	guard := &guard{r: r}
	p := &prometheus{history: h, d: json.NewDecoder(guard)}
	guard.read = p.d.InputOffset
	p.d.UseNumber()
	err := p.top()
	if err == nil && !p.found {
		err = errors.New("there is no result in it")
	}
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax), err == io.EOF, err == io.ErrUnexpectedEOF:
		return fmt.Errorf("it begins as JSON and breaks off or is damaged at byte %d; %s", p.d.InputOffset(), wantPrometheus)
	case err != nil && !errors.Is(err, errTold):
		return fmt.Errorf("%w; %s", err, wantPrometheus)
	}
	return err
}

// guard ends the reading of a piece of JSON that has no end.
type guard struct {
	r     io.Reader
	taken int64
	read  func() int64 // bytes that have been understood
}

func (g *guard) Read(b []byte) (int, error) {
	if g.taken-g.read() > 4*chunk {
		return 0, fmt.Errorf("a piece of it has more than %d bytes", chunk)
	}
	n, err := g.r.Read(b[:min(len(b), chunk)])
	g.taken += int64(n)
	return n, err
}

// errTold marks an error that says all there is to say.
var errTold = errors.New("")

type prometheus struct {
	*history
	d     *json.Decoder
	found bool
}

// token returns the next piece as text: one of { } [ ], or what stands there.
func (p *prometheus) token() (string, json.Token, error) {
	t, err := p.d.Token()
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprint(t), t, nil
}

// expect reads a bracket.
func (p *prometheus) expect(what string, bracket json.Delim) error {
	text, t, err := p.token()
	if err == nil && t != json.Token(bracket) {
		err = fmt.Errorf("%s is %s", what, field.Quote(text))
	}
	return err
}

// object reads {…} after its bracket, and calls value before each value.
func (p *prometheus) object(value func(key string) error) error {
	for p.d.More() {
		key, _, err := p.token()
		if err != nil {
			return err
		}
		if err := value(key); err != nil {
			return err
		}
	}
	_, _, err := p.token()
	return err
}

// array reads […] after its bracket, and calls item before each item.
func (p *prometheus) array(item func() error) error {
	for p.d.More() {
		if err := item(); err != nil {
			return err
		}
	}
	_, _, err := p.token()
	return err
}

// skip passes over a value.
func (p *prometheus) skip() error {
	for depth := 0; ; {
		_, t, err := p.token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			if depth++; depth > 64 {
				return errors.New("it is nested more than 64 deep")
			}
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

// top reads the answer as it came, or its data or its result alone.
func (p *prometheus) top() error {
	_, t, err := p.token()
	if err != nil {
		return err
	}
	if t == json.Delim('[') {
		p.found = true
		return p.array(p.series)
	}
	return p.object(p.answer)
}

func (p *prometheus) answer(key string) error {
	switch key {
	case "data":
		if err := p.expect("data", '{'); err != nil {
			return err
		}
		return p.object(p.answer)
	case "result":
		p.found = true
		if err := p.expect("result", '['); err != nil {
			return err
		}
		return p.array(p.series)
	case "error":
		text, _, err := p.token()
		if err == nil {
			err = fmt.Errorf("the server answered with an error: %s%w", field.Quote(text), errTold)
		}
		return err
	case "resultType":
		text, _, err := p.token()
		if err == nil && text != "matrix" {
			err = fmt.Errorf("resultType is %s, which holds one moment", field.Quote(text))
		}
		return err
	}
	return p.skip()
}

// series reads one element of the result.
func (p *prometheus) series() error {
	if err := p.expect("a series", '{'); err != nil {
		return err
	}
	s := series{channel: -1}
	return p.object(func(key string) error {
		switch key {
		case "metric":
			return p.labels(&s)
		case "values":
			return p.values(&s)
		case "value":
			return errors.New("the series has one value, as that of an instant query")
		}
		return p.skip()
	})
}

// series is whose values follow.
type series struct {
	named   bool
	name    string // of the metric
	node    string
	channel int
	limits  bool
	column  column
}

// nodeLabels say which node a series is of, the best first.
var nodeLabels = []string{"node", "instance", "host", "hostname", "machine", "pod", "name", "container"}

// labels reads the names of a series.
func (p *prometheus) labels(s *series) error {
	if err := p.expect("metric", '{'); err != nil {
		return err
	}
	best := len(nodeLabels)
	err := p.object(func(key string) error {
		text, t, err := p.token()
		if err != nil {
			return err
		}
		if _, is := t.(string); !is {
			return fmt.Errorf("the label %s is %s, which is no text", field.Quote(key), field.Quote(text))
		}
		if key == "__name__" {
			s.name = text
		}
		for i, label := range nodeLabels {
			if key == label && i < best {
				best, s.node = i, text
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.named = true
	return s.understand()
}

// understand tells from the name of the metric what its values are, as from that of a
// column. A series without a name is memory: an expression of a query leaves none.
func (s *series) understand() error {
	if s.name == "" {
		s.channel = memory
		return nil
	}
	c := noColumns()
	if err := c.name(strings.ToLower(s.name), 0); err != nil {
		return err
	}
	for ch := range channels {
		switch {
		case c.values[ch].at == 0:
			s.channel, s.column = ch, c.values[ch]
		case c.limits[ch] == 0:
			s.channel, s.limits = ch, true
		}
	}
	return nil
}

// values reads pairs of time and value.
func (p *prometheus) values(s *series) error {
	switch {
	case !s.named:
		return errors.New("the values of a series stand before its metric")
	case s.channel < 0:
		return p.skip() // a metric of something else
	}
	of, err := p.node([]byte(s.node))
	if err != nil {
		return err
	}
	if err := p.expect("values", '['); err != nil {
		return err
	}
	return p.array(func() error { return p.pair(s, of) })
}

func (p *prometheus) pair(s *series, of int) error {
	if err := p.expect("a value", '['); err != nil {
		return err
	}
	at, _, err := p.token()
	if err != nil {
		return err
	}
	text, _, err := p.token()
	if err != nil {
		return err
	}
	if err := p.expect("the end of a value", ']'); err != nil {
		return err
	}
	time, wrong := strconv.ParseFloat(at, 64)
	v, _, ok := parseValue([]byte(text), s.channel, false)
	switch {
	case isMissing([]byte(text)):
	case wrong != nil || !ok:
		p.refuseCell(int(p.d.InputOffset()), text)
	default:
		p.sample(s, of, time, v)
	}
	return nil
}

// sample takes in a value of a series.
func (p *prometheus) sample(s *series, of int, time, v float64) {
	n := &p.nodes[of]
	ch := s.channel
	if s.limits {
		n.limits[ch] = v
		return
	}
	if n.limits[ch] == 0 {
		n.limits[ch] = p.limit(ch)
	}
	sc := unsaid
	if s.column.counter {
		var ok bool
		if v, ok = n.tracks[ch].rate(time, v); !ok {
			return
		}
		sc = absolute
	} else {
		v, sc = s.column.say(v, n.limits[ch] > 0)
	}
	p.add(ch, of, time, v, sc)
}
