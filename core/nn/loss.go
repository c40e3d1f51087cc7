package nn

import (
	"math"

	"github.com/resonetics/playground/core/exact"
)

// Every loss is a mean over the elements, summed in float64 in index order, and writes
// its derivative by each prediction to grad. The other slices have at least the length
// of grad; a loss panics otherwise.

// MSE is the mean of (pred-target)², with the derivative 2·(pred-target)/len(grad).
func MSE(grad, pred, target []float32) float64 {
	pred, target = pred[:len(grad)], target[:len(grad)]
	scale := 2 / float32(len(grad))
	var sum float64
	for i := range grad {
		d := pred[i] - target[i]
		grad[i] = scale * d
		sum += float64(float64(d) * float64(d))
	}
	return sum / float64(len(grad))
}

// Huber is half the squared error up to delta, and delta·(|error|-delta/2)
// beyond (Huber 1964).
func Huber(grad, pred, target []float32, delta float32) float64 {
	pred, target = pred[:len(grad)], target[:len(grad)]
	scale := 1 / float32(len(grad))
	var sum float64
	for i := range grad {
		d := pred[i] - target[i]
		inner := d
		if d > delta {
			inner = delta
		} else if d < -delta {
			inner = -delta
		}
		grad[i] = scale * inner
		sum += float64(float64(inner) * (float64(d) - 0.5*float64(inner)))
	}
	return sum / float64(len(grad))
}

// BCELogits is the binary cross-entropy -t·log(p)-(1-t)·log(1-p) of p = σ(logit)
// with targets t in [0, 1]. Computed from the logit it is finite for every finite
// one, and its derivative p-t does not vanish where the sigmoid saturates.
func BCELogits(grad, logit, target []float32) float64 {
	logit, target = logit[:len(grad)], target[:len(grad)]
	n := float64(len(grad))
	var sum float64
	for i := range grad {
		x, t := float64(logit[i]), float64(target[i])
		e := exact.Exp(-math.Abs(x))
		sum += max(x, 0) - float64(x*t) + exact.Log(1+e)
		grad[i] = float32((exact.Sigmoid(x) - t) / n)
	}
	return sum / n
}
