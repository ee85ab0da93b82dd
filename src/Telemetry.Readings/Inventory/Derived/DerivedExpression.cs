namespace Telemetry.Readings.Inventory.Derived;

/// <summary>
/// The compiled expression of a derived field. What is missing is NaN, and so is everything computed from it. Immutable;
/// computing allocates nothing.
/// </summary>
internal sealed class DerivedExpression(DerivedStep[] steps)
{
    /// <summary>The most values an expression may hold at a time; the parser refuses more.</summary>
    public const int MaximumDepth = 32;

    /// <summary>Computes the value; NaN when it cannot be told.</summary>
    /// <param name="fields">The numbers of a reading by the index of their field; NaN where there is none.</param>
    /// <param name="parameters">The device's parameters.</param>
    /// <param name="curves">The device's curves.</param>
    public double Compute(ReadOnlySpan<double> fields, ReadOnlySpan<double> parameters, ReadOnlySpan<Curve> curves)
    {
        Span<double> stack = stackalloc double[MaximumDepth];
        int top = -1;
        foreach (ref readonly DerivedStep step in steps.AsSpan())
        {
            switch (step.Operation)
            {
                case DerivedOperation.Constant:
                    stack[++top] = step.Constant;
                    break;
                case DerivedOperation.Field:
                    stack[++top] = fields[step.Index];
                    break;
                case DerivedOperation.Parameter:
                    stack[++top] = parameters[step.Index];
                    break;
                case DerivedOperation.Negate:
                    stack[top] = -stack[top];
                    break;
                case DerivedOperation.Absolute:
                    stack[top] = Math.Abs(stack[top]);
                    break;
                case DerivedOperation.SquareRoot:
                    stack[top] = Math.Sqrt(stack[top]);
                    break;
                case DerivedOperation.Curve:
                    stack[top] = curves[step.Index].At(stack[top]);
                    break;
                default:
                    top--;
                    stack[top] = Combine(step.Operation, stack[top], stack[top + 1]);
                    break;
            }
        }

        return double.IsFinite(stack[0]) ? stack[0] : double.NaN;
    }

    private static double Combine(DerivedOperation operation, double left, double right) => operation switch
    {
        DerivedOperation.Add => left + right,
        DerivedOperation.Subtract => left - right,
        DerivedOperation.Multiply => left * right,
        DerivedOperation.Divide => left / right,
        DerivedOperation.Minimum => Math.Min(left, right),
        DerivedOperation.Maximum => Math.Max(left, right),
        // IEEE 754 has pow(NaN, 0) and pow(1, NaN) as 1; a value that is not known stays so.
        DerivedOperation.Power => double.IsNaN(left) || double.IsNaN(right) ? double.NaN : Math.Pow(left, right),
        _ => throw new InvalidOperationException($"{operation} does not combine two values."),
    };
}
