package learning

import (
	"syscall"
	"time"
)

// clock says what processorTime measures.
const clock = "of one core"

// processorTime returns how long the calling thread has had a processor, which other
// programs on the machine do not lengthen.
func processorTime() time.Duration {
	const ofThread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if err := syscall.Getrusage(ofThread, &u); err != nil {
		panic("learning: no processor time of a thread: " + err.Error()) // since Linux 2.6.26
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
