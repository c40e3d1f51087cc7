package lab

// Commands that a shell carries out itself; every other command of a Key goes
// to the session through ParseCommand.
const (
	CommandPlay  = "play"  // start or pause
	CommandStep  = "step"  // a single step
	CommandReset = "reset" // start over from the same seed
)

// transportKeys are the same in every lab.
var transportKeys = []Key{
	{"p", "Play or pause", CommandPlay},
	{"n", "One step", CommandStep},
	{"r", "Start over", CommandReset},
}
