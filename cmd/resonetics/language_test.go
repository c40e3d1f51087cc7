package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheWindowSpeaksTheSystemsLanguage reads the environment as other programs do.
func TestTheWindowSpeaksTheSystemsLanguage(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "en"},
		{map[string]string{"LANG": "ko_KR.UTF-8"}, "ko"},
		{map[string]string{"LANG": "ko"}, "ko"},
		{map[string]string{"LANG": "de_DE.UTF-8"}, "en"},
		{map[string]string{"LC_ALL": "C", "LANG": "ko_KR.UTF-8"}, "en"},
		{map[string]string{"LC_MESSAGES": "ko_KR", "LANG": "en_US"}, "ko"},
	} {
		require.Equal(t, c.want, systemLanguage(func(name string) string { return c.env[name] }), "%v", c.env)
	}
}
