// Package recorded keeps files and links that a release wrote, with what they held
// and what came of them, so that a test proves for ever that they still open.
//
// Everything in testdata was recorded with the program of commit 4126601, the last
// before the labs, the terminal and the file formats were put on a common ground; only
// training/tail.safetensors and state/cluster-first-layout are older, and 4126601 read
// them. None of it is ever recorded again: where a test of this package fails, the
// program that no longer opens what people have kept is the defect, and testdata is
// right. What a later release writes in another layout is added beside the old, in
// files of its own, so that testdata grows with each release and nothing leaves it.
//
// Every release adds links of its own, so that each version of links is there for each lab:
//
//	go test ./internal/recorded -run TestALinkIsAdded -args -add 'v3-cluster-pilot=#v=3&lab=cluster…'
//
// replays the link and appends it to manifest.json with the digests of three steps.
//
// manifest.json says what there is, one recording a line. A recording is opened,
// taken to the steps of its checks, and compared at each; Check says by what.
package recorded
