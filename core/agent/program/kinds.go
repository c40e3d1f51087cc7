package program

import "go.starlark.net/syntax"

func unwrap(e syntax.Expr) syntax.Expr {
	for {
		p, ok := e.(*syntax.ParenExpr)
		if !ok {
			return e
		}
		e = p.X
	}
}

// isNumber reports whether e shows that it is a number, or fails. Only what act sees
// has fields, so a field's name tells. It looks no further than a few levels.
func isNumber(e syntax.Expr) bool { return isFloat(e) || isInt(e) }

func isFloat(e syntax.Expr) bool {
	switch e := unwrap(e).(type) {
	case *syntax.Literal:
		return e.Token == syntax.FLOAT
	case *syntax.DotExpr:
		return fields[e.Name.Name] == fieldFloat
	case *syntax.IndexExpr:
		dot, ok := unwrap(e.X).(*syntax.DotExpr)
		return ok && dot.Name.Name == "cost"
	case *syntax.UnaryExpr:
		return e.Op == syntax.MINUS && isFloat(e.X)
	case *syntax.BinaryExpr:
		switch e.Op {
		case syntax.SLASH:
			return true
		case syntax.PLUS, syntax.MINUS, syntax.STAR:
			return isFloat(e.X) || isFloat(e.Y)
		}
	}
	return false
}

func isInt(e syntax.Expr) bool {
	switch e := unwrap(e).(type) {
	case *syntax.Literal:
		return e.Token == syntax.INT
	case *syntax.DotExpr:
		return fields[e.Name.Name] == fieldInt
	case *syntax.UnaryExpr:
		return e.Op == syntax.MINUS && isInt(e.X)
	case *syntax.BinaryExpr:
		switch e.Op {
		case syntax.PLUS, syntax.MINUS:
			return isInt(e.X) && isInt(e.Y)
		}
	}
	return false
}

// isText reports whether e is a text in the program.
func isText(e syntax.Expr) bool {
	l, ok := unwrap(e).(*syntax.Literal)
	return ok && l.Token == syntax.STRING
}
