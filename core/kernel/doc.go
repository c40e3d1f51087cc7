// Package kernel holds the Resonetics Kernel.
package kernel
