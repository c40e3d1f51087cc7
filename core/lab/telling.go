package lab

import "github.com/resonetics/playground/core/codec"

// Teller is a Picture that may have something to tell of its moment.
type Teller interface {
	// Told returns it in a sentence or more, empty for nothing, and whether it is news: worth
	// to be told while the run goes on.
	Told() (words string, news bool)
}

// Telling is what the picture of a snapshot has to tell; see [Teller].
type Telling struct {
	Told string // empty for nothing
	News bool
}

func (t *Telling) walk(w *codec.Walk) {
	w.Text("what is told of the moment", &t.Told)
	w.Flags("whether it is news", &t.News)
}

// tell lets the picture tell what it has to. The description of the present begins with it.
func (s *Snapshot) tell(v View) {
	s.Telling = Telling{}
	if t, ok := s.Picture.(Teller); ok {
		s.Told, s.News = t.Told()
	}
	if s.Text != "" && s.Told != "" && v.Rewind == 0 {
		s.Text = s.Told + " " + s.Text
	}
}
