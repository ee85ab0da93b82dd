using System.Globalization;

namespace Telemetry.Readings.Inventory.Derived;

/// <summary>
/// Compiles the arithmetic of a derived field: numbers, names, <c>+ - * / ^</c>, parentheses, <c>abs min max sqrt</c> and
/// <c>table(x, curve)</c>. Units and ranges are followed as far as they can be told.
/// </summary>
internal sealed class DerivedParser
{
    private const int MaximumNesting = 32;

    private static readonly string[] Functions = ["abs", "min", "max", "sqrt", "table"];

    private readonly string _text;
    private readonly DerivedScope _scope;
    private readonly List<DerivedStep> _steps = [];
    private int _at;
    private int _held;
    private int _nesting;

    private DerivedParser(string text, DerivedScope scope)
    {
        _text = text;
        _scope = scope;
    }

    /// <summary>Compiles; null when there is a mistake, which was added.</summary>
    public static DerivedExpression? Parse(LocatedText text, DerivedScope scope, ICollection<Mistake> mistakes)
    {
        var parser = new DerivedParser(text.Value, scope);
        try
        {
            DerivedTerm result = parser.ParseSum();
            if (parser.Peek() is { } rest and not '\0')
                throw new RefusedException(parser._at, $"'{rest}' is not expected here");
            parser.CheckResult(result);
            return new DerivedExpression([.. parser._steps]);
        }
        catch (RefusedException refused)
        {
            mistakes.Add(text.MistakeAt(refused.Offset, refused.Message));
            return null;
        }
    }

    private void CheckResult(DerivedTerm result)
    {
        FieldProfile own = _scope.Own;
        if (own.Unit.Length > 0 && !DerivedTerm.Match(result.Unit, own.Unit))
            throw new RefusedException(0, $"the expression of '{own.Name}' is in {result.Unit}, the field in {own.Unit}");
        if (result.Minimum > own.PhysicalMaximum || result.Maximum < own.PhysicalMinimum)
        {
            string range = string.Create(CultureInfo.InvariantCulture, $"{result.Minimum} to {result.Maximum}");
            throw new RefusedException(0, $"the expression of '{own.Name}' lies between {range}, which is never inside its physical range");
        }
    }

    private DerivedTerm ParseSum()
    {
        DerivedTerm left = ParseProduct();
        while (Peek() is '+' or '-')
        {
            int at = _at;
            DerivedOperation operation = _text[_at++] == '+' ? DerivedOperation.Add : DerivedOperation.Subtract;
            left = Combine(at, operation, left, ParseProduct());
        }

        return left;
    }

    private DerivedTerm ParseProduct()
    {
        DerivedTerm left = ParseUnary();
        while (Peek() is '*' or '/')
        {
            int at = _at;
            DerivedOperation operation = _text[_at++] == '*' ? DerivedOperation.Multiply : DerivedOperation.Divide;
            left = Combine(at, operation, left, ParseUnary());
        }

        return left;
    }

    private DerivedTerm ParseUnary()
    {
        if (Peek() != '-')
            return ParsePower();
        Enter();
        _at++;
        DerivedTerm term = ParseUnary();
        _nesting--;
        _steps.Add(new DerivedStep(DerivedOperation.Negate));
        return new DerivedTerm(term.Unit, -term.Maximum, -term.Minimum);
    }

    private DerivedTerm ParsePower()
    {
        DerivedTerm left = ParsePrimary();
        if (Peek() != '^')
            return left;
        int at = _at++;
        Enter();
        DerivedTerm exponent = ParseUnary();
        _nesting--;
        if (exponent.Unit is not null and not "1")
            throw new RefusedException(at, $"an exponent must be a plain number, not in {exponent.Unit}");
        return Combine(at, DerivedOperation.Power, left, exponent);
    }

    private DerivedTerm ParsePrimary()
    {
        char next = Peek();
        int start = _at;
        if (next == '(')
        {
            Enter();
            _at++;
            DerivedTerm inner = ParseSum();
            Expect(')');
            _nesting--;
            return inner;
        }

        if (char.IsAsciiDigit(next) || next == '.')
            return ParseNumber();
        if (!char.IsAsciiLetter(next))
            throw new RefusedException(start, next == '\0' ? "the expression ends too early" : $"'{next}' is not expected here");
        string name = ReadName();
        return Peek() == '(' ? ParseFunction(name, start) : ParseVariable(name, start);
    }

    private DerivedTerm ParseNumber()
    {
        int start = _at;
        while (_at < _text.Length
            && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '.' or 'e' or 'E' || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E')))
        {
            _at++;
        }

        string text = _text[start.._at];
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number))
        {
            throw new RefusedException(start, $"'{text}' is not a number");
        }

        Push(new DerivedStep(DerivedOperation.Constant, number), start);
        return new DerivedTerm(null, number, number);
    }

    private DerivedTerm ParseFunction(string name, int start)
    {
        if (!Functions.Contains(name))
            throw new RefusedException(start, $"unknown function '{name}'{NearestName.Hint(name, Functions)}");
        Enter();
        Expect('(');
        DerivedTerm term = ParseSum();
        if (name == "table")
            term = ParseTable(term, start);
        else if (name is "abs" or "sqrt")
            term = ApplySingle(name, term);
        else
            term = ParseFurther(name == "min" ? DerivedOperation.Minimum : DerivedOperation.Maximum, term);
        Expect(')');
        _nesting--;
        return term;
    }

    private DerivedTerm ApplySingle(string name, DerivedTerm term)
    {
        _steps.Add(new DerivedStep(name == "abs" ? DerivedOperation.Absolute : DerivedOperation.SquareRoot));
        double most = Math.Max(Math.Abs(term.Minimum), Math.Abs(term.Maximum));
        return name == "abs" ? new DerivedTerm(term.Unit, 0, most) : new DerivedTerm(null, 0, Math.Sqrt(most));
    }

    private DerivedTerm ParseFurther(DerivedOperation operation, DerivedTerm term)
    {
        if (Peek() != ',')
            throw new RefusedException(_at, "min and max take at least two values");
        while (Peek() == ',')
        {
            int at = _at++;
            term = Combine(at, operation, term, ParseSum());
        }

        return term;
    }

    private DerivedTerm ParseTable(DerivedTerm from, int start)
    {
        Expect(',');
        Peek();
        int at = _at;
        string name = ReadName();
        if (_scope.Curves.FirstOrDefault(c => c.Name == name) is not { } curve)
            throw new RefusedException(at, $"unknown table '{name}'{NearestName.Hint(name, _scope.Curves.Select(c => c.Name))}");
        if (curve.FromUnit.Length > 0 && !DerivedTerm.Match(from.Unit, curve.FromUnit))
            throw new RefusedException(start, $"table '{name}' is looked up by {curve.FromUnit}, not by {from.Unit}");
        _steps.Add(new DerivedStep(DerivedOperation.Curve, Index: curve.Index));
        return DerivedTerm.Open(curve.ToUnit.Length == 0 ? null : curve.ToUnit);
    }

    private DerivedTerm ParseVariable(string name, int start)
    {
        if (_scope.Parameters.FirstOrDefault(p => p.Name == name) is { } parameter)
        {
            Push(new DerivedStep(DerivedOperation.Parameter, Index: parameter.Index), start);
            return DerivedTerm.Of(parameter.Unit, parameter.Minimum, parameter.Maximum);
        }

        if (_scope.Fields.Find(name) is not { } field)
        {
            IEnumerable<string> known = _scope.Fields.Fields.Select(f => f.Name).Concat(_scope.Parameters.Select(p => p.Name));
            throw new RefusedException(start, $"unknown field '{name}'{NearestName.Hint(name, known)}");
        }

        if (field.Type != FieldType.Number)
            throw new RefusedException(start, $"'{name}' is a {field.Type.ToString().ToLowerInvariant()}, not a number");
        if (field.Derived is not null && field.Index >= _scope.Own.Index)
            throw new RefusedException(start, $"'{name}' is derived itself and must stand above '{_scope.Own.Name}' to be used here");
        Push(new DerivedStep(DerivedOperation.Field, Index: field.Index), start);
        return DerivedTerm.Of(field.Unit, field.PhysicalMinimum, field.PhysicalMaximum);
    }

    private DerivedTerm Combine(int at, DerivedOperation operation, DerivedTerm left, DerivedTerm right)
    {
        bool isAlike = operation is DerivedOperation.Add or DerivedOperation.Subtract or DerivedOperation.Minimum or DerivedOperation.Maximum;
        if (isAlike && !DerivedTerm.Match(left.Unit, right.Unit))
            throw new RefusedException(at, $"{left.Unit} and {right.Unit} do not go together here");
        _steps.Add(new DerivedStep(operation));
        _held--;
        return DerivedTerm.Combine(operation, left, right);
    }

    private void Push(DerivedStep step, int at)
    {
        if (++_held > DerivedExpression.MaximumDepth)
            throw new RefusedException(at, $"the expression holds more than {DerivedExpression.MaximumDepth} values at a time; add fields in between");
        _steps.Add(step);
    }

    private void Enter()
    {
        if (++_nesting > MaximumNesting)
            throw new RefusedException(_at, $"nested deeper than {MaximumNesting} levels");
    }

    private char Peek()
    {
        while (_at < _text.Length && _text[_at] == ' ')
            _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private void Expect(char expected)
    {
        if (Peek() != expected)
            throw new RefusedException(_at, $"'{expected}' is missing");
        _at++;
    }

    private string ReadName()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        return _text[start.._at];
    }

    private sealed class RefusedException(int offset, string message) : Exception(message)
    {
        public int Offset { get; } = offset;
    }
}
