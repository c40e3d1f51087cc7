// Package experiment is the room of what drives core from outside to measure it; no
// page loads it. It holds no code of its own. What a reader looks for is below it:
//
//   - bench: policies on the same episodes; learning: how fast a learner learns;
//     guidance: what the Prophet's guidance is worth; forecast: how well the Prophet
//     forecasts failures; foresight: what the optimizer's look ahead is worth;
//     evolution: what selection changes among the gardener's creatures
//   - tune: the search for hyperparameters
//   - baselines: the policies, worlds and scores that the others compare with
//   - stat: the interval and the paired test of Student's t; pool: the one worker pool
//   - plot: figures as SVG or PNG
//
// An experiment takes Options and a context and returns a table that depends on the
// options alone, not on the number of workers. Its struct tags are the JSON of the
// command, its String the text. When the context ends, a table covers what was
// finished by then, or there is none, where a part of it would say nothing.
package experiment
