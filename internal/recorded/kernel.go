package recorded

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/resonetics/playground/core/kernel"
)

// LookAtKernel returns what a check says of a trainer of the kernel. It is here and
// not among the tests because those of the command open checkpoints of their own.
func LookAtKernel(t *kernel.Trainer) Check {
	state, curve := fnv.New64a(), fnv.New64a()
	b, err := t.AppendBinary(nil)
	if err != nil {
		return Check{Digest: err.Error()}
	}
	state.Write(b)
	points := make([]float32, 256)
	t.Curve(points)
	_ = binary.Write(curve, binary.LittleEndian, points) // a hash takes everything
	s := t.Signals()
	numbers := map[string]string{
		"steps": strconv.Itoa(t.Steps()), "mode": s.Mode.String(), "restarted": strconv.FormatBool(s.Restarted),
	}
	for key, v := range map[string]float64{
		"target": s.Target, "output": s.Output, "gap": s.Gap, "flow": s.Flow, "structure": s.Structure, "tension": s.Tension,
		"loss": s.Loss, "rate": s.Rate, "predicted_risk": s.PredictedRisk, "smoothed_risk": s.SmoothedRisk,
		"actual_risk": s.ActualRisk, "wr": s.WR, "eps": s.Eps,
	} {
		numbers[key] = strconv.FormatFloat(v, 'g', -1, 64)
	}
	return Check{Digest: fmt.Sprintf("%016x", state.Sum64()), Values: fmt.Sprintf("%016x", curve.Sum64()), Numbers: numbers}
}
