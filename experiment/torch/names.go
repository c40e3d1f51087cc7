package torch

import (
	"errors"
	"fmt"

	"github.com/resonetics/playground/core/field"
)

// The names that a file may use, all of them of PyTorch's containers of numbers.
const (
	orderedDict      = "collections.OrderedDict"
	rebuildTensor    = "torch._utils._rebuild_tensor"
	rebuildTensorV2  = "torch._utils._rebuild_tensor_v2"
	rebuildParameter = "torch._utils._rebuild_parameter"
	size             = "torch.Size"
)

// allowed reports whether a file may name something of Python.
func allowed(name string) bool {
	switch name {
	case orderedDict, rebuildTensor, rebuildTensorV2, rebuildParameter, size:
		return true
	}
	return kindOf(name) != nil
}

// name carries out what has to do with names of Python.
func (u *unpickler) name(op byte) error {
	switch op {
	case 'c', 'i':
		module, err := u.line()
		if err != nil {
			return err
		}
		name, err := u.line()
		if err != nil {
			return err
		}
		return u.global(module, name)
	case 0x93:
		if err := u.tuple(2); err != nil {
			return err
		}
		t, _ := u.pop()
		module, isModule := t.(tuple)[0].(string)
		name, isName := t.(tuple)[1].(string)
		if !isModule || !isName {
			return errors.New("the pickle names something by what is no text")
		}
		return u.global(module, name)
	case 'Q':
		id, err := u.pop()
		if err != nil {
			return err
		}
		s, err := u.persistent(id)
		u.push(s)
		return err
	case 'R':
		return u.reduce()
	case 'b':
		return u.build()
	}
	return fmt.Errorf("the pickle has the instruction %q, which no state dict needs: it would build an object; want what torch.save(model.state_dict(), …) writes", op)
}

// global refuses a name that is not allowed. Nothing of it was looked up or run.
func (u *unpickler) global(module, name string) error {
	full := module + "." + name
	if !allowed(full) {
		return fmt.Errorf("the file names %s, which is neither a tensor nor a container of numbers and text: it is refused, and nothing of it was run; want what torch.save(model.state_dict(), …) writes", field.Quote(full))
	}
	u.push(global(full))
	return nil
}

// reduce makes what calling an allowed name would.
func (u *unpickler) reduce() error {
	if err := u.tuple(2); err != nil {
		return err
	}
	t, _ := u.pop()
	name, isName := t.(tuple)[0].(global)
	args, isTuple := t.(tuple)[1].(tuple)
	if !isName || !isTuple {
		return errors.New("the pickle calls what is no name")
	}
	switch name {
	case orderedDict:
		u.push(&dict{})
		return nil
	case size:
		if len(args) == 1 {
			u.push(args[0])
			return nil
		}
	case rebuildTensor, rebuildTensorV2:
		x, err := newTensor(args)
		u.push(x)
		return err
	case rebuildParameter:
		if x, is := first(args).(*Tensor); is {
			u.push(x)
			return nil
		}
	}
	return fmt.Errorf("the pickle calls %s with what it does not take", name)
}

func first(args tuple) any {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

// build passes over the attributes of a dictionary, which say versions of its layers.
func (u *unpickler) build() error {
	if _, err := u.pop(); err != nil {
		return err
	}
	if len(u.stack) == 0 {
		return errors.New("the pickle gives attributes to what is not there")
	}
	switch u.stack[len(u.stack)-1].(type) {
	case *dict, *Tensor:
		return nil
	}
	return errors.New("the pickle gives attributes to what has none")
}
