// Package kernel holds the Resonetics Kernel, a loss of four terms, and the
// trainer that follows a drifting target with it.
//
// # The four terms
//
// For outputs f(x) of a batch of B inputs x, targets y, noise z ~ N(0, 1) of
// x's shape, a probe size ε and a period P, Kernel.Evaluate computes
//
//	reality gap  R = mean (f(x) − y)²
//	flow         F = mean (f(x + εz) − f(x))² / ε²
//	structure    S = mean (1 − cos(2πf(x)/P))
//	tension      T = tanh(R)·tanh(S)
//	loss         L = wR·R + wF·F + wS·S − wT·T
//
// and the exact derivative of L by every output it was given.
//
//   - R is the mean squared error.
//   - F is, for small ε, the mean squared slope along random directions: it measures
//     sensitivity at the inputs seen and bounds no Lipschitz constant. Dropout is off
//     in its passes, or its noise, divided by ε², would be all there is. In float32
//     the quotient loses digits as ε falls: with ε = 1e-4 about three are left.
//   - S pulls outputs to multiples of P, small ones to 0, whether or not the data has
//     any such structure. It does not discover structure.
//   - T is large where reality and structure disagree, and is rewarded. Because tanh
//     saturates its pull vanishes for large gaps. It is a formula for "productive
//     contradiction", not evidence that there is one.
//
// # Controllers
//
// RateController is the specification's learning-rate controller (there it is
// called ProphetOptimizer) and Tuner its pair of PID controllers. Trainer puts them
// around a worker network and a risk predictor, with three strategies:
//
//   - Reference is the published program, kept to be compared with. Its risk is
//     σ(3·loss), at least one half whenever the loss is not negative, so it panics
//     nearly always.
//   - Prophet, the default, is the foresight controller. It forecasts the
//     probability that the mean reality gap of the next Horizon steps exceeds
//     Tolerance: that nothing changes, with the logit 2·ln(gap/tolerance), plus a
//     correction of the logit learned from the outcomes. The beginning of a panic
//     restarts Adam's moving averages, which describe a regime that is over. Its
//     auto-tuner aims at a small gap, so that structure and flow shape the curve only
//     where it already fits.
//   - Adam keeps its rate.
//
// A forecast here is of the trainer's own error, from its own recent errors: the
// first step after a jump of the target is a surprise to every strategy.
//
// # Choices where the specification is silent
//
// The rows of a batch are the same step's input and target, each with its own
// dropout mask and noise. Structure is taken from the pass with dropout, as the
// reality gap is. The predictor learns by binary cross-entropy with plain Adam,
// after the worker's update, and forecasts without dropout; it starts, like the
// worker, from Xavier-uniform weights with gain 0.5. The flow that the tuner sees is
// measured with a second noise, drawn after the loss's. The controllers see a
// step's reality gap before they set the rate of its update.
//
// All numbers come out the same on every platform.
package kernel
