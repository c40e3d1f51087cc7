package nn

import "fmt"

const side = 3 // of a convolution's patch

// conv gathers every patch into a row and is a dense layer over these rows.
type conv struct {
	width, channels, filters int // of the input image; of the output
	outH, outW               int
	weight, bias             int
	patches, dpatches        matrix
}

// Conv3x3 is a valid (unpadded) 3×3 cross-correlation with stride 1 over images
// of height × width × channels, channels innermost; its output is (height-2) ×
// (width-2) × filters. On a 3×3 image it is a dense layer, and is built as one.
func Conv3x3(height, width, channels, filters int) Spec {
	return func(b *builder, in int) (layer, int) {
		if height < side || width < side || in != height*width*channels {
			panic(fmt.Sprintf("nn: Conv3x3(%d, %d, %d) on rows of %d values", height, width, channels, in))
		}
		if height == side && width == side {
			return Dense(filters)(b, in)
		}
		patch := side * side * channels
		c := &conv{
			width: width, channels: channels, filters: filters,
			outH: height - side + 1, outW: width - side + 1,
			weight: b.tensor("weight", patch, filters), bias: b.tensor("bias", filters),
		}
		c.patches = matrix{make([]float32, b.rows*c.outH*c.outW*patch), patch}
		c.dpatches = matrix{make([]float32, len(c.patches.data)), patch}
		return c, c.outH * c.outW * filters
	}
}

func (c *conv) forward(n *Net, y, x matrix, rows int) {
	positions := c.outH * c.outW
	bias := matrix{n.Params[c.bias:], 0}
	for i := range rows {
		p := matrix{c.patches.data[i*positions*c.patches.stride:], c.patches.stride}
		c.gather(p.data, x.data[i*x.stride:])
		n.affine(matrix{y.data[i*y.stride:], c.filters}, bias, p, c.weight, p.stride, c.filters, positions)
	}
}

// gather copies the patches of one image into rows.
func (c *conv) gather(patches, image []float32) {
	line, row := side*c.channels, c.width*c.channels
	i := 0
	for py := range c.outH {
		for px := range c.outW {
			at := py*row + px*c.channels
			for range side {
				copy(patches[i:][:line], image[at:])
				i += line
				at += row
			}
		}
	}
}

func (c *conv) backward(n *Net, dx, dy, _, x matrix, rows int) {
	positions, patch := c.outH*c.outW, c.patches.stride
	for i := range rows {
		p := matrix{c.patches.data[i*positions*patch:], patch}
		d := matrix{dy.data[i*dy.stride:], c.filters}
		n.weightGrad(c.weight, p, d, patch, c.filters, positions)
		n.biasGrad(c.bias, d, c.filters, positions)
		if dx.data != nil {
			n.inputGrad(c.dpatches, d, c.weight, patch, c.filters, positions)
			c.scatter(dx.data[i*dx.stride:])
		}
	}
}

// scatter adds the gradients of the patches to those of one image.
func (c *conv) scatter(image []float32) {
	line, row := side*c.channels, c.width*c.channels
	clear(image[:(c.outH+side-1)*row])
	i := 0
	for py := range c.outH {
		for px := range c.outW {
			at := py*row + px*c.channels
			for range side {
				for j, v := range c.dpatches.data[i:][:line] {
					image[at+j] += v
				}
				i += line
				at += row
			}
		}
	}
}

// maxPool halves an image.
type maxPool struct {
	in              int
	width, channels int // of the input
	outH, outW      int
	from            []int32 // position of each maximum in its input row
}

// MaxPool2 takes the largest of each 2×2 block of images of height × width ×
// channels, channels innermost; an odd last line or column is dropped. Of equal
// values the first counts.
func MaxPool2(height, width, channels int) Spec {
	return func(b *builder, in int) (layer, int) {
		if height < 2 || width < 2 || in != height*width*channels {
			panic(fmt.Sprintf("nn: MaxPool2(%d, %d, %d) on rows of %d values", height, width, channels, in))
		}
		p := &maxPool{in: in, width: width, channels: channels, outH: height / 2, outW: width / 2}
		out := p.outH * p.outW * channels
		p.from = make([]int32, b.rows*out)
		return p, out
	}
}

func (p *maxPool) forward(_ *Net, y, x matrix, rows int) {
	line := p.width * p.channels
	out := p.outH * p.outW * p.channels
	for i := range rows {
		image, y, from := x.data[i*x.stride:], y.data[i*y.stride:][:out], p.from[i*out:][:out]
		j := 0
		for py := range p.outH {
			for px := range p.outW {
				for ch := range p.channels {
					at := 2*(py*line+px*p.channels) + ch
					best := at
					for _, k := range [3]int{at + p.channels, at + line, at + line + p.channels} {
						if image[k] > image[best] {
							best = k
						}
					}
					y[j], from[j] = image[best], int32(best)
					j++
				}
			}
		}
	}
}

func (p *maxPool) backward(_ *Net, dx, dy, _, x matrix, rows int) {
	if dx.data == nil {
		return
	}
	out := p.outH * p.outW * p.channels
	for i := range rows {
		d := dx.data[i*dx.stride:]
		clear(d[:p.in])
		for j, k := range p.from[i*out:][:out] {
			d[k] += dy.data[i*dy.stride+j]
		}
	}
}

// channelMajor reorders an image.
type channelMajor struct{ positions, channels int }

// ChannelMajor reorders images of channels-innermost values into one plane per
// channel, the order in which PyTorch flattens.
func ChannelMajor(channels int) Spec {
	return func(_ *builder, in int) (layer, int) {
		if in%channels != 0 {
			panic(fmt.Sprintf("nn: ChannelMajor(%d) on rows of %d values", channels, in))
		}
		return &channelMajor{in / channels, channels}, in
	}
}

func (c *channelMajor) forward(_ *Net, y, x matrix, rows int) {
	for i := range rows {
		transpose(y.data[i*y.stride:], x.data[i*x.stride:], c.positions, c.channels)
	}
}

func (c *channelMajor) backward(_ *Net, dx, dy, _, _ matrix, rows int) {
	if dx.data == nil {
		return
	}
	for i := range rows {
		transpose(dx.data[i*dx.stride:], dy.data[i*dy.stride:], c.channels, c.positions)
	}
}
