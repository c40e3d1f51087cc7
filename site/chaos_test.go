package site

import _ "embed"

//go:embed testdata/chaos.js
var chaosScript string
