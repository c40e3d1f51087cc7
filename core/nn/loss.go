package nn

import (
	"math"

	"github.com/resonetics/playground/core/exact"
)

// Every loss is the mean over the elements, returned as a float64 sum in index
// order, and writes its derivative by each prediction to grad. All slices have
// the length of grad.

// MSE is the mean of (pred-target)².
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
// beyond (Huber, 1964).
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

// BCE is the binary cross-entropy -t·log(p)-(1-t)·log(1-p) of predictions that
// are probabilities. They count as at least 1e-7 away from 0 and 1, which keeps
// loss and gradient finite.
func BCE(grad, prob, target []float32) float64 {
	const edge = 1e-7
	prob, target = prob[:len(grad)], target[:len(grad)]
	n := float64(len(grad))
	var sum float64
	for i := range grad {
		p, t := max(edge, min(float64(prob[i]), 1-edge)), float64(target[i])
		sum -= float64(t*exact.Log(p)) + float64((1-t)*exact.Log(1-p))
		grad[i] = float32((p - t) / float64(p*(1-p)) / n)
	}
	return sum / n
}

// BCELogits is the binary cross-entropy of predictions given before their
// sigmoid. It is more accurate than BCE after Sigmoid, and cheaper.
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
