// Package game draws sessions with Ebitengine, in the browser and in a window
// alike. A Screen shows the newest lab.Snapshot: the lab's Scene on the stage
// and the lab's charts beside it. It never sees the session itself; what a
// person does on the stage leaves through Events.
//
// To add a lab's picture, write a Scene and enter it in newScene.
package game
