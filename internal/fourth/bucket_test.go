package fourth

import (
	"fmt"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// config is every number of a bucket that fills by drops of random size.
type config struct {
	rate float64 // litres per step, on average
	size float64 // litres
	auto bool    // it is emptied in time
}

func newConfig() *config { return &config{rate: 0.05, size: 1, auto: true} }

// fields describes the numbers once: flags, links, files and sliders follow.
func (c *config) fields() field.List {
	return field.List{
		{Key: "rate", Value: &c.rate, Min: 0, Max: 1},
		{Key: "size", Value: &c.size, Min: 0.1, Max: 10, Fixed: true},
		{Key: "auto", Value: &c.auto},
	}
}

// bucket is the whole world, and walks over it once for reading and writing.
type bucket struct {
	level    float64 // litres
	emptied  int
	overflow bool
	episode  int
	drops    *rng.Source
}

func (b *bucket) walk(w *codec.Walk) {
	w.Float64("the level", 0, 1e9, &b.level)
	codec.Int(w, "the times it was emptied", &b.emptied, 0, 1<<53)
	w.Bool("the overflow", &b.overflow)
	codec.Int(w, "the episode", &b.episode, 0, 1<<53)
	w.Part("the drops", rng.Size, b.drops)
}

// params adds words and sliders to the numbers.
var params = lab.Bind(newConfig().fields(), []lab.Param{
	{Key: "rate", Label: "Drops", Unit: "litres per step", Group: "Bucket", To: 0.2, Step: 0.01, Basic: true, Help: "How fast it fills."},
	{Key: "size", Label: "Size", Unit: "litres", Group: "Bucket", From: 0.5, To: 5, Step: 0.5, Help: "How much it holds."},
	{Key: "auto", Label: "Emptied in time", Group: "Bucket", Basic: true, Help: "It is emptied at nine tenths."},
})

// picture is what the scene draws.
type picture struct{ Level, Size float32 }

func (p *picture) Walk(w *codec.Walk) {
	w.Float32("the level", 0, 1e9, &p.Level)
	w.Float32("the size", 0, 10, &p.Size)
}

// simulation joins the bucket to a session.
type simulation struct {
	lab.Base
	run    lab.Config
	config config
	bucket bucket
	empty  bool // the visitor has asked for it
}

func newSimulation(c lab.Config) (lab.Simulation, error) {
	s := &simulation{run: c, bucket: bucket{drops: rng.New(c.Seed)}}
	c.Fill(s.config.fields())
	return s, nil
}

func (s *simulation) Set(key string, v float64) {
	if s.run.Set(key, v) != nil {
		panic("bucket: a checked parameter was refused")
	}
	s.run.Fill(s.config.fields())
}

func (s *simulation) Act(int)                      { s.empty = true }
func (s *simulation) Inject(_ int, amount float64) { s.bucket.level = max(0, s.bucket.level+amount) }
func (s *simulation) Ended() bool                  { return s.bucket.overflow }
func (s *simulation) Episode() uint64              { return uint64(s.bucket.episode) }
func (s *simulation) Metrics(dst []float64) {
	dst[0], dst[1] = s.bucket.level, float64(s.bucket.emptied)
}
func (s *simulation) Series(dst []float32) { dst[0] = float32(s.bucket.level) }

func (s *simulation) Step() bool {
	b := &s.bucket
	if b.overflow {
		b.overflow, b.level = false, 0
		b.episode++
	}
	b.level += float64(2 * s.config.rate * b.drops.Float64())
	if s.empty || s.config.auto && b.level > 0.9*s.config.size {
		b.level, s.empty = 0, false
		b.emptied++
	}
	b.overflow = b.level > s.config.size
	return true
}

func (s *simulation) Show(dst lab.Picture, _ lab.View) {
	*dst.(*picture) = picture{float32(s.bucket.level), float32(s.config.size)}
}

func (s *simulation) Text() string {
	return fmt.Sprintf("A bucket with %.2f of %g litres, emptied %d times.", s.bucket.level, s.config.size, s.bucket.emptied)
}

func (s *simulation) AppendRow(dst []byte, step uint64) []byte {
	return fmt.Appendf(dst, "%d,%g\n", step, s.bucket.level)
}

func (s *simulation) AppendState(dst []byte) []byte {
	w := codec.Writer(dst)
	s.bucket.walk(w)
	return w.Bytes()
}

func (s *simulation) Walk(k *safetensors.Walk, _ uint64) { k.Inner("bucket.state", s.bucket.walk) }

// Lab is the room's description: one line in labs.All, and it is in the playground.
var Lab = &lab.Lab{
	Key: "bucket", Label: "Bucket", Question: "How long until it overflows?",
	Legend: "The column is the water. Click to pour some in.",
	Rate:   30, Seed: lab.LinkSeed, Click: 0.2,
	Params:  params,
	Presets: []lab.Preset{{Key: "storm", Label: "Storm", Help: "Large drops.", Values: map[string]float64{"rate": 0.2, "auto": 0}}},
	Metrics: []lab.Metric{
		{Key: "level", Label: "Level", Unit: "litres", Help: "Water in the bucket.", Decimals: 2, Role: lab.Accent},
		{Key: "emptied", Label: "Emptied", Help: "How often."},
	},
	Charts:  []lab.Chart{{Key: "level", Label: "Level", Unit: "litres", Max: 1, Series: []lab.Series{{Key: "level", Label: "level", Role: lab.Accent}}}},
	Keys:    append([]lab.Key{{Key: " ", Label: "Empty it", Command: "act 0"}}, lab.TransportKeys...),
	Actions: []lab.Action{{Label: "empty"}},
	Rows:    lab.Rows{Columns: "step,level"},

	New:        newSimulation,
	NewPicture: func() lab.Picture { return new(picture) },
	Places:     func(lab.Config) int { return 1 },
	Acts:       func(lab.Config) int { return 1 },
}
