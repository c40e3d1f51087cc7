package bench

import (
	"encoding/json"
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/resonetics/playground/core/agent"
)

// confidence is that of every interval.
const confidence = 0.95

// Number is a float64 that is null in JSON when it is not a number.
type Number float64

// MarshalJSON writes a number, or null for NaN and the infinities.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// Estimate is a mean, the sample standard deviation, and the 95 % interval of
// the mean. With one episode the last three are NaN.
type Estimate struct {
	Mean Number `json:"mean"`
	SD   Number `json:"sd"`
	Low  Number `json:"low"`
	High Number `json:"high"`
}

// estimate uses Student's t distribution with len(x)-1 degrees of freedom.
func estimate(x []float64) Estimate {
	mean, sd := stat.MeanStdDev(x, nil)
	n := float64(len(x))
	if n < 2 {
		nan := Number(math.NaN())
		return Estimate{Number(mean), nan, nan, nan}
	}
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile((1 + confidence) / 2)
	half := t * sd / math.Sqrt(n)
	return Estimate{Number(mean), Number(sd), Number(mean - half), Number(mean + half)}
}

// Share is how often something happened, with the 95 % interval.
type Share struct {
	Count int    `json:"count"`
	Rate  Number `json:"rate"`
	Low   Number `json:"low"`
	High  Number `json:"high"`
}

// share uses Wilson's score interval (Wilson, 1927), which keeps within [0, 1]
// and is not empty at the ends.
func share(count, n int) Share {
	z := distuv.UnitNormal.Quantile((1 + confidence) / 2)
	p, size := float64(count)/float64(n), float64(n)
	center := (p + z*z/(2*size)) / (1 + z*z/size)
	half := z / (1 + z*z/size) * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return Share{count, Number(p), Number(max(0, center-half)), Number(min(1, center+half))}
}

// Row is what one policy's episodes came to.
type Row struct {
	Policy  string   `json:"policy"`
	Reward  Estimate `json:"reward"`    // sum of an episode's rewards
	Steps   Estimate `json:"steps"`     // per episode
	OOM     Estimate `json:"oom_rate"`  // nodes out of memory, summed over an episode's steps
	Crit    Estimate `json:"crit_rate"` // critical ones among them
	AvgLoad Estimate `json:"avg_load"`  // mean of cpu and memory over an episode's nodes and steps
	Failed  Share    `json:"failed"`    // episodes that ended before the step limit
}

func newRow(policy string, episodes []agent.Episode) Row {
	column := func(value func(*agent.Episode) float64) Estimate {
		x := make([]float64, len(episodes))
		for i := range episodes {
			x[i] = value(&episodes[i])
		}
		return estimate(x)
	}
	failed := 0
	for _, e := range episodes {
		if e.Failed {
			failed++
		}
	}
	return Row{
		Policy:  policy,
		Reward:  column(func(e *agent.Episode) float64 { return e.Return }),
		Steps:   column(func(e *agent.Episode) float64 { return float64(e.Steps) }),
		OOM:     column(func(e *agent.Episode) float64 { return float64(e.OOM) }),
		Crit:    column(func(e *agent.Episode) float64 { return float64(e.CriticalOOM) }),
		AvgLoad: column(func(e *agent.Episode) float64 { return e.AvgLoad }),
		Failed:  share(failed, len(episodes)),
	}
}

// Wins is in how many of the same episodes a policy's return was higher than
// another's.
type Wins struct {
	Policy  string `json:"policy"`
	Against string `json:"against"`
	Won     int    `json:"won"`
	Ties    int    `json:"ties"`
}

func newWins(policy, against string, mine, theirs []agent.Episode) Wins {
	w := Wins{Policy: policy, Against: against}
	for i := range mine {
		switch {
		case mine[i].Return > theirs[i].Return:
			w.Won++
		case mine[i].Return == theirs[i].Return:
			w.Ties++
		}
	}
	return w
}
