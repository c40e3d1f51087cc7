package main

// exam begins an evaluation of so many held-out episodes.
//
//go:wasmexport exam
func exam(episodes int32) int32 { return sayError(run.Exam(int(episodes))) }

// rivals begins to let others play the visitor's episode.
//
//go:wasmexport rivals
func rivals() int32 { return sayError(run.Rivals()) }

// contend plays what exam or rivals began first, and returns whether it is over.
//
//go:wasmexport contend
func contend(budget float64) int32 { return flag(run.Contend(budget)) }

// progress returns which share of the first contest has been played.
//
//go:wasmexport progress
func progress() float64 {
	played, total := run.Progress()
	return float64(played) / float64(max(total, 1))
}

// verdict writes how the first contest came out, and makes room for the next.
//
//go:wasmexport verdict
func verdict() int32 { return say(run.Verdict()) }

// save writes the session.
//
//go:wasmexport save
func save() int32 {
	exchange = run.Save(exchange[:0])
	return int32(len(exchange))
}

// restore goes on with the saved session of n bytes in the buffer.
//
//go:wasmexport restore
func restore(n int32) int32 { return sayError(run.Restore(exchange[:n])) }

// saveMind writes the mind of the acting policy. Where there is none, it writes
// why and returns the negative length of that.
//
//go:wasmexport saveMind
func saveMind() int32 {
	b, err := run.SaveMind(exchange[:0])
	if err != nil {
		return -sayError(err)
	}
	exchange = b
	return int32(len(exchange))
}

// loadMind gives the acting policy the mind of n bytes in the buffer.
//
//go:wasmexport loadMind
func loadMind(n int32) int32 { return sayError(run.LoadMind(exchange[:n])) }

// adopted returns whether the run has loaded a mind, which no link describes.
//
//go:wasmexport adopted
func adopted() int32 { return flag(run.Adopted()) }

// csv writes the run's metrics, row by row.
//
//go:wasmexport csv
func csv() int32 {
	exchange = run.AppendCSV(exchange[:0])
	return int32(len(exchange))
}

// recall puts the rows of n bytes in the buffer before those of the run.
//
//go:wasmexport recall
func recall(n int32) { run.RecallCSV(exchange[:n]) }

// stopped writes why training has stopped by itself; nothing when it has not.
//
//go:wasmexport stopped
func stopped() int32 { return say(run.Stopped()) }
