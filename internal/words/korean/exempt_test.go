package korean

import "regexp"

// exempt reports whether a message may stay English, or is no message of its own.
func exempt(english string) bool {
	for _, e := range exemptions {
		if e.messages.MatchString(english) {
			return true
		}
	}
	return false
}

var exemptions = []struct {
	why      string
	messages *regexp.Regexp
}{
	{"it is a part of sentences that stand in the catalog as a whole", regexp.MustCompile(`^(` +
		`The Prophet's network foresees a failure|\{0\} within \{1\}|if it \{0\}|\{0\}; it \{1\} instead\{2\}\.|\{0\}(, and no other action fails less often)?: so it does\.|` +
		`\{0\} futures|None of \{0\} ends|1 of \{0\} ends|\{0\} of \{1\} end|, where \{0\} do|` +
		`.* of the error of|half the error of|a little less error than|After \{0\} steps|\{0\}all have lost the target\.|\{0\} leads.*|\{0\} and \{1\} are level\.|` +
		`Race \{0\} goes to \{1\}|, with \{0\} \{1\}|, just ahead of \{0\}|: \{0\} against \{1\}; .*|` +
		`\{0\} won|by \{0\}: .*|: it failed last.*|: it survived with return \{0\}\.|: return \{0\}\.|` +
		`\{0\} failed at step \{1\} when the node at \{2\} was full|\{0\}: it filled in one step\.|Of their first .*|had (not|last) been there .*|stood on it|In the \{0\} since that node passed.*|\{0\} and \{1\}|` +
		`\{0\} is at row \{1\}, column \{2\}\.\{3\}|\{0\} The first is yours\.|\{0\} Play returns to now\.|: \{0\} steps per second|, out of memory|, the agent is here|, nearly starved)$`)},
	{"it says what is wrong in a file that was damaged, or in a program of ours", regexp.MustCompile(`^(` +
		`\{0\} is \{1\}|\{0\} steps in \{1\} points with stride \{2\}|a recent point|a chart has stride 0.*|the moment has .* series|.* changes were carried out and .*|` +
		`tensor \{0\}: .*|.* do not count|.* do not agree on whether .*|(train|kernel) is off|(guidance|strategy) is \{0\}|an agent's node|the (steps|failures) of a cluster|the failed episodes|` +
		`a creature in focus .*|.* was made by other parameters .*|a move among the changes of the world|imagine: \{0\}|the (proposed|first) action|the action taken|` +
		`setting .*|.* want steps per second from .*|\{0\} is \{1\}, want \{2\} or \{3\}|, or max|game: .*|lab \{0\}: \{1\}|preset \{0\}: \{1\}|lab \{0\} has no preset \{1\})$`)},
	{"a program or a terminal reads it", regexp.MustCompile(
		`^(export const .*|resonetics (session|preset)|shared at|resonetics play --link .*|there is no display .*|the window cannot be shown: .*)$`)},
}
