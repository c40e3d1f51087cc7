package game

import (
	"errors"
	"math"
	"strconv"

	"github.com/resonetics/playground/game/paint"
)

// Settings are how a person wants the picture. The zero value is the dark theme
// with motion, without the policy's estimates, at an unknown rate.
type Settings struct {
	Light    bool
	Reduced  bool    // nothing glides or fades
	Touch    bool    // a finger points: a first tap tells, and words are of buttons, not of keys
	Values   bool    // show the policy's estimate of every action
	Large    bool    // type for the back of a room
	Rate     float64 // steps per second the session is asked for; +Inf for as fast as it goes
	Measured float64 // steps per second it takes, where the page shows them beside the picture; 0 where it does not
}

// Theme returns the colors that the settings ask for.
func (s Settings) Theme() *paint.Theme {
	if s.Light {
		return paint.Light()
	}
	return paint.Dark()
}

// Set changes the setting with that name: theme (dark, light), motion (full,
// reduced), touch (on, off), values (on, off), large (on, off), rate (steps per second, or max), measured (steps per
// second).
func (s *Settings) Set(name, value string) error {
	switch name {
	case "theme":
		return choose(&s.Light, name, value, "dark", "light")
	case "motion":
		return choose(&s.Reduced, name, value, "full", "reduced")
	case "touch":
		return choose(&s.Touch, name, value, "off", "on")
	case "values":
		return choose(&s.Values, name, value, "off", "on")
	case "large":
		return choose(&s.Large, name, value, "off", "on")
	case "rate":
		if value == "max" {
			s.Rate = math.Inf(1)
			return nil
		}
		return setSpeed(&s.Rate, name, value, ", or max")
	case "measured":
		return setSpeed(&s.Measured, name, value, "")
	}
	return errors.New("setting " + strconv.Quote(name) + " is unknown, want theme, motion, touch, values, large, rate or measured")
}

func choose(flag *bool, name, value, off, on string) error {
	if value != off && value != on {
		return errors.New(name + " is " + strconv.Quote(value) + ", want " + off + " or " + on)
	}
	*flag = value == on
	return nil
}

func setSpeed(speed *float64, name, value, or string) error {
	v, err := strconv.ParseFloat(value, 64)
	if err != nil || !(v >= 0) {
		return errors.New(name + " is " + strconv.Quote(value) + ", want steps per second from 0" + or)
	}
	*speed = v
	return nil
}
