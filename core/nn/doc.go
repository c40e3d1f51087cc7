// Package nn is the small neural-network library of every learner here: float32
// networks over flat memory, with three verbs, destination first.
//
//	net.Forward(y, x)   // outputs of a batch
//	net.Backward(dx, dy) // adds the parameters' gradients to net.Grads
//	adam.Update(net.Params, net.Grads)
//
// A network is one flat slice of parameters and one of gradients; its layers
// are windows into them. Copying to a target network, an exponential moving
// average, an optimizer and a checkpoint are therefore each one loop over one
// slice, and pointing Params at another slice of the same length runs another
// individual's network in the same workspace.
//
// # Layout
//
// A batch is row-major: rows × width. A weight matrix is stored input-major,
// [in, out], the transpose of PyTorch's [out, in]: the product x·W then runs along rows of W, and a vector unit works
// on several outputs at once.
//
// # The same bits everywhere
//
// Every output element is a sum that starts from its initial value (a bias, an
// earlier gradient) and adds rounded products in index order. Vector units work
// across outputs, never along a sum, so plain Go, AVX2 and WebAssembly SIMD
// agree bit for bit; Backend tells which one runs. Where a row itself must be summed
// (Norm, LayerNormReLU), the sum is defined as a fixed number of interleaved parts.
//
// This holds while all numbers are finite and no sum starts from −0, as in a
// network that is initialized here and does not diverge. Some backends leave out
// products with a zero, and some do not: next to an infinity or NaN such a product
// is NaN, and it may turn −0 into 0. The bits of a NaN depend on the platform.
package nn
