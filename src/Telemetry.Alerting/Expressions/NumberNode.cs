namespace Telemetry.Alerting.Expressions;

/// <summary>A compiled expression that gives a number; NaN is unknown.</summary>
internal abstract record NumberNode : Node
{
    public abstract double Evaluate(in Scope scope);

    public sealed record Constant(double Value) : NumberNode
    {
        public override bool Varies => false;

        public override double Evaluate(in Scope scope) => Value;
    }

    public sealed record Field(int Index) : NumberNode
    {
        public override bool Varies => true;

        public override double Evaluate(in Scope scope) => scope.Numbers[Index];
    }

    public sealed record Window(int Slot) : NumberNode
    {
        public override bool Varies => true;

        public override double Evaluate(in Scope scope) => scope.Windows[Slot];
    }

    public sealed record Negation(NumberNode Operand) : NumberNode
    {
        public override bool Varies => Operand.Varies;

        public override IEnumerable<Node> Children => [Operand];

        public override double Evaluate(in Scope scope) => -Operand.Evaluate(scope);
    }

    public sealed record Sum(NumberNode Left, NumberNode Right) : NumberNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override double Evaluate(in Scope scope) => Left.Evaluate(scope) + Right.Evaluate(scope);
    }

    public sealed record Difference(NumberNode Left, NumberNode Right) : NumberNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override double Evaluate(in Scope scope) => Left.Evaluate(scope) - Right.Evaluate(scope);
    }

    public sealed record Product(NumberNode Left, NumberNode Right) : NumberNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override double Evaluate(in Scope scope) => Left.Evaluate(scope) * Right.Evaluate(scope);
    }

    /// <summary>Division by zero is unknown, not infinite: a share of nothing is no alarm.</summary>
    public sealed record Quotient(NumberNode Left, NumberNode Right) : NumberNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override double Evaluate(in Scope scope)
        {
            double divisor = Right.Evaluate(scope);
            return divisor == 0 ? double.NaN : Left.Evaluate(scope) / divisor;
        }
    }

    public sealed record Absolute(NumberNode Operand) : NumberNode
    {
        public override bool Varies => Operand.Varies;

        public override IEnumerable<Node> Children => [Operand];

        public override double Evaluate(in Scope scope) => Math.Abs(Operand.Evaluate(scope));
    }

    /// <summary>The lesser of two, unknown when either is.</summary>
    public sealed record Lesser(NumberNode Left, NumberNode Right) : NumberNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override double Evaluate(in Scope scope) => Math.Min(Left.Evaluate(scope), Right.Evaluate(scope));
    }

    /// <summary>The greater of two, unknown when either is.</summary>
    public sealed record Greater(NumberNode Left, NumberNode Right) : NumberNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override double Evaluate(in Scope scope) => Math.Max(Left.Evaluate(scope), Right.Evaluate(scope));
    }
}
