package lab

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASavedRunIsDescribedWithoutRestoringIt(t *testing.T) {
	s := newSession(t, "drift", "0.009")
	s.Advance(25)
	b := s.Save(nil)
	run, err := SavedRun(b)
	require.NoError(t, err)
	require.Equal(t, s.Run(), run)
	for name, damaged := range map[string][]byte{"empty": nil, "half": b[:len(b)/2], "text": []byte("not a run")} {
		_, err := SavedRun(damaged)
		require.ErrorContains(t, err, "saved session: ", name)
	}
}
