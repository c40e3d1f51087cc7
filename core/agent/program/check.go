package program

import (
	"fmt"
	"math/big"
	"slices"

	"go.starlark.net/syntax"
)

// check refuses what no program can do, and puts guards in the place of operations
// whose cost depends on their operands; see guard.go. It returns the names that the
// program uses, which FileProgram binds.
func check(file *syntax.File) (uses []*syntax.Ident, err error) {
	c := &checker{}
	for i, s := range file.Stmts {
		def, ok := s.(*syntax.DefStmt)
		c.inAct = ok && def.Name.Name == "act"
		file.Stmts[i] = c.statement(s)
	}
	if c.err != nil {
		return nil, c.err
	}
	return c.uses, nil
}

// deepest is how far expressions and blocks may be nested.
const deepest = 100

type checker struct {
	uses  []*syntax.Ident
	depth int
	inAct bool // in the function act, and in none inside it
	err   *Error
}

func (c *checker) fail(pos syntax.Position, format string, args ...any) {
	if c.err == nil {
		c.err = at(pos, fmt.Sprintf(format, args...))
	}
}

// enter reports whether there is reason to go deeper.
func (c *checker) enter(n syntax.Node) bool {
	if c.depth++; c.depth > deepest && c.err == nil {
		c.fail(start(n), "this is nested too deeply, or too long for one expression: split it")
	}
	return c.err == nil
}

// start returns a position in n, found without a deep stack.
func start(n syntax.Node) syntax.Position {
	for {
		switch x := n.(type) {
		case *syntax.BinaryExpr:
			return x.OpPos
		case *syntax.CallExpr:
			return x.Lparen
		case *syntax.DotExpr:
			return x.Dot
		case *syntax.IndexExpr:
			return x.Lbrack
		case *syntax.SliceExpr:
			return x.Lbrack
		case *syntax.CondExpr:
			return x.If
		case *syntax.IfStmt:
			return x.If
		case *syntax.ForStmt:
			return x.For
		case *syntax.WhileStmt:
			return x.While
		case *syntax.DefStmt:
			return x.Def
		case *syntax.ReturnStmt:
			return x.Return
		case *syntax.LambdaExpr:
			return x.Lambda
		case *syntax.AssignStmt:
			return x.OpPos
		case *syntax.ExprStmt:
			n = x.X
		case *syntax.TupleExpr:
			if x.Lparen.IsValid() || len(x.List) == 0 {
				return x.Lparen
			}
			n = x.List[0]
		default:
			return syntax.Start(n)
		}
	}
}

func (c *checker) block(all []syntax.Stmt) {
	for i := range all {
		all[i] = c.statement(all[i])
	}
}

func (c *checker) statement(s syntax.Stmt) syntax.Stmt {
	defer func() { c.depth-- }()
	if !c.enter(s) {
		return s
	}
	switch s := s.(type) {
	case *syntax.AssignStmt:
		return c.assign(s)
	case *syntax.DefStmt:
		c.parameters(s.Params)
		act := c.inAct
		c.inAct = act && c.depth == 1
		c.block(s.Body)
		c.inAct = act
	case *syntax.ExprStmt:
		s.X = c.value(s.X)
	case *syntax.ForStmt:
		s.Vars = c.target(s.Vars)
		s.X = c.value(s.X)
		c.block(s.Body)
	case *syntax.WhileStmt:
		s.Cond = call(guardKey, s.While, c.value(s.Cond)) // so that an endless loop has a line
		c.block(s.Body)
	case *syntax.IfStmt:
		s.Cond = c.value(s.Cond)
		c.block(s.True)
		c.block(s.False)
	case *syntax.LoadStmt:
		c.fail(s.Load, "`load` does not exist here: a policy is one text")
	case *syntax.ReturnStmt:
		if s.Result == nil {
			break
		}
		if s.Result = c.value(s.Result); c.inAct {
			s.Result = call(guardReturn, s.Return, s.Result)
		}
	}
	return s
}

func (c *checker) parameters(params []syntax.Expr) {
	if len(params) > 50 {
		c.fail(start(params[50]), "a function takes at most 50 values")
	}
	for _, p := range params {
		if preset, ok := p.(*syntax.BinaryExpr); ok {
			preset.Y = c.value(preset.Y)
		}
	}
}

// call returns a call of a guard.
func call(name string, pos syntax.Position, args ...syntax.Expr) syntax.Expr {
	return &syntax.CallExpr{Fn: &syntax.Ident{NamePos: pos, Name: name}, Lparen: pos, Args: args, Rparen: pos}
}

// augmented lists the operators before = whose guard has the cost in view.
var augmented = map[syntax.Token]string{
	syntax.PLUS_EQ: guardAdd, syntax.STAR_EQ: "*", syntax.PERCENT_EQ: "%", syntax.PIPE_EQ: guardPipe, syntax.LTLT_EQ: "<<",
}

func (c *checker) assign(s *syntax.AssignStmt) syntax.Stmt {
	s.RHS = c.value(s.RHS)
	op, guarded := augmented[s.Op]
	if isNumber(s.RHS) && s.Op == syntax.PLUS_EQ || isFloat(s.RHS) && s.Op == syntax.STAR_EQ {
		guarded = false // a number, or an error
	}
	if !guarded {
		s.LHS = c.target(s.LHS)
		return s
	}
	switch to := unwrap(s.LHS).(type) {
	case *syntax.Ident:
		read := &syntax.Ident{NamePos: to.NamePos, Name: to.Name}
		c.uses = append(c.uses, read)
		s.LHS, s.Op, s.RHS = to, syntax.EQ, call(guardOf(op), s.OpPos, read, s.RHS)
		return s
	case *syntax.IndexExpr:
		return &syntax.ExprStmt{X: call(guardPart+op, s.OpPos, c.value(to.X), c.value(to.Y), s.RHS)}
	}
	s.LHS = c.target(s.LHS)
	return s
}

// target checks what is assigned to.
func (c *checker) target(e syntax.Expr) syntax.Expr {
	defer func() { c.depth-- }()
	if !c.enter(e) {
		return e
	}
	switch e := e.(type) {
	case *syntax.Ident:
		c.uses = append(c.uses, e)
	case *syntax.ParenExpr:
		e.X = c.target(e.X)
	case *syntax.TupleExpr:
		for i := range e.List {
			e.List[i] = c.target(e.List[i])
		}
	case *syntax.ListExpr:
		for i := range e.List {
			e.List[i] = c.target(e.List[i])
		}
	case *syntax.IndexExpr:
		e.X = c.value(e.X)
		e.Y = c.key(e.Y)
	case *syntax.DotExpr:
		c.fail(e.Dot, "`.%s` can only be read; what a policy wants to keep belongs in memo", e.Name.Name)
	}
	return e
}

// key checks what stands in square brackets or before a colon.
func (c *checker) key(e syntax.Expr) syntax.Expr {
	e = c.value(e)
	if _, literal := unwrap(e).(*syntax.Literal); literal || isNumber(e) {
		return e
	}
	return call(guardKey, start(e), e)
}

func (c *checker) values(all []syntax.Expr) {
	for i := range all {
		all[i] = c.value(all[i])
	}
}

// optional is value for parts that may be missing.
func (c *checker) optional(e syntax.Expr) syntax.Expr {
	if e == nil {
		return nil
	}
	return c.value(e)
}

// value checks an expression that is read.
func (c *checker) value(e syntax.Expr) syntax.Expr {
	defer func() { c.depth-- }()
	if !c.enter(e) {
		return e
	}
	switch e := e.(type) {
	case *syntax.Ident:
		c.uses = append(c.uses, e)
	case *syntax.Literal:
		if n, ok := e.Value.(*big.Int); ok && n.BitLen() > 64 {
			c.fail(e.TokenPos, "this number is too large")
		}
	case *syntax.ParenExpr:
		e.X = c.value(e.X)
	case *syntax.UnaryExpr:
		e.X = c.value(e.X)
	case *syntax.BinaryExpr:
		return c.binary(e)
	case *syntax.CallExpr:
		return c.call(e)
	case *syntax.DotExpr:
		c.field(e)
		e.X = c.value(e.X)
	case *syntax.IndexExpr:
		e.X = c.value(e.X)
		if dot, ok := unwrap(e.X).(*syntax.DotExpr); ok && (dot.Name.Name == "around" || dot.Name.Name == "cost") {
			e.Y = c.value(e.Y) // looked up without hashing
		} else {
			e.Y = c.key(e.Y)
		}
	case *syntax.SliceExpr:
		e.X = call(guardSlice, e.Lbrack, c.value(e.X))
		e.Lo, e.Hi, e.Step = c.optional(e.Lo), c.optional(e.Hi), c.optional(e.Step)
	case *syntax.CondExpr:
		e.Cond, e.True, e.False = c.value(e.Cond), c.value(e.True), c.value(e.False)
	case *syntax.TupleExpr:
		c.values(e.List)
	case *syntax.ListExpr:
		c.values(e.List)
	case *syntax.DictExpr:
		c.values(e.List)
	case *syntax.DictEntry:
		e.Key, e.Value = c.key(e.Key), c.value(e.Value)
	case *syntax.Comprehension:
		e.Body = c.value(e.Body)
		for _, clause := range e.Clauses {
			switch clause := clause.(type) {
			case *syntax.ForClause:
				clause.Vars, clause.X = c.target(clause.Vars), c.value(clause.X)
			case *syntax.IfClause:
				clause.Cond = c.value(clause.Cond)
			}
		}
	case *syntax.LambdaExpr:
		c.parameters(e.Params)
		e.Body = c.value(e.Body)
	}
	return e
}

// binary puts a guard in the place of an operator unless what stands beside it shows
// that it is cheap.
func (c *checker) binary(e *syntax.BinaryExpr) syntax.Expr {
	e.X, e.Y = c.value(e.X), c.value(e.Y)
	cheap := true
	switch e.Op {
	case syntax.PLUS:
		cheap = isNumber(e.X) || isNumber(e.Y)
	case syntax.STAR:
		cheap = isFloat(e.X) || isFloat(e.Y)
	case syntax.PERCENT:
		cheap = isNumber(e.X)
	case syntax.PIPE, syntax.LTLT, syntax.IN, syntax.NOT_IN:
		cheap = false
	case syntax.EQL, syntax.NEQ, syntax.LT, syntax.LE, syntax.GT, syntax.GE:
		if isFloat(e.X) {
			asFloat(e.Y)
		} else if isFloat(e.Y) {
			asFloat(e.X)
		}
		cheap = isFloat(e.X) && isFloat(e.Y) || isInt(e.X) && isInt(e.Y) || isText(e.X) || isText(e.Y)
	}
	if cheap {
		return e
	}
	return call(guardOf(e.Op.String()), e.OpPos, e.X, e.Y)
}

// asFloat makes a whole number in the program's text a float, which compares faster
// with one.
func asFloat(e syntax.Expr) {
	if l, ok := unwrap(e).(*syntax.Literal); ok {
		if n, ok := l.Value.(int64); ok && n >= -1<<53 && n <= 1<<53 {
			l.Token, l.Value = syntax.FLOAT, float64(n)
		}
	}
}

func (c *checker) call(e *syntax.CallExpr) syntax.Expr {
	for i, arg := range e.Args {
		switch arg := arg.(type) {
		case *syntax.UnaryExpr:
			if arg.Op == syntax.STAR || arg.Op == syntax.STARSTAR {
				c.fail(arg.OpPos, "a call with %s does not exist here: write the values one by one", arg.Op)
				return e
			}
		case *syntax.BinaryExpr:
			if arg.Op == syntax.EQ {
				arg.Y = c.value(arg.Y)
				continue
			}
		}
		e.Args[i] = c.value(arg)
	}
	dot, ok := e.Fn.(*syntax.DotExpr)
	if !ok {
		e.Fn = c.value(e.Fn)
		return e
	}
	name := dot.Name.Name
	if _, ok := methods[name]; !ok {
		switch what := fields[name]; {
		case name == "around" || name == "cost":
			c.fail(e.Lparen, "`.%s` takes square brackets: see.%s[…]", name, name)
		case what != 0:
			c.fail(e.Lparen, "`.%s` is not called: write it without ( )", name)
		default:
			hint := suggestion(name, names(methods), ".%s(…)")
			if x, ok := dot.X.(*syntax.Ident); ok && hint == "" {
				hint = commonNames[x.Name]
			}
			c.fail(dot.Dot, "there is no `.%s(…)` here%s", name, hint)
		}
		return e
	}
	return &syntax.CallExpr{
		Fn:     &syntax.Ident{NamePos: dot.NamePos, Name: guardMethod + name},
		Lparen: e.Lparen, Args: append([]syntax.Expr{c.value(dot.X)}, e.Args...), Rparen: e.Rparen,
	}
}

// field checks the name after a dot that is not called.
func (c *checker) field(e *syntax.DotExpr) {
	name := e.Name.Name
	if fields[name] != 0 {
		return
	}
	pos := e.NamePos
	if !pos.IsValid() {
		pos = e.Name.NamePos
	}
	if _, ok := methods[name]; ok {
		c.fail(pos, "`.%s` has to be called: .%s(…)", name, name)
		return
	}
	of := ""
	if x, ok := e.X.(*syntax.Ident); ok {
		of = x.Name
	}
	hint := suggestion(name, names(fields), of+".%s")
	if hint == "" {
		hint = fieldHints[name]
	}
	c.fail(pos, "`%s.%s` is not defined%s", of, name, hint)
}

// fieldHints answer what people look for.
var fieldHints = map[string]string{
	"step":  "; a policy that needs to count its decisions does so in memo",
	"steps": "; a policy that needs to count its decisions does so in memo",
	"time":  "; a policy that needs to count its decisions does so in memo",
	"mem":   "; did you mean see.memory?",
}

func names[V any](m map[string]V) []string {
	all := make([]string, 0, len(m))
	for name := range m {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
