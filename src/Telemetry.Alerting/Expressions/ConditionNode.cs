namespace Telemetry.Alerting.Expressions;

/// <summary>A compiled expression that holds, does not hold, or is unknown.</summary>
internal abstract record ConditionNode : Node
{
    public abstract Truth Evaluate(in Scope scope);

    public sealed record Constant(bool Value) : ConditionNode
    {
        public override bool Varies => false;

        public override Truth Evaluate(in Scope scope) => Value ? Truth.True : Truth.False;
    }

    /// <summary>A field against a constant: most rules are this and no more, so it is one call and two tests.</summary>
    public sealed record FieldThreshold(int Index, ComparisonOperator Operator, double Limit) : ConditionNode
    {
        private readonly ValueRange _range = ValueRange.Of(Operator, Limit);

        public override bool Varies => true;

        public override Truth Evaluate(in Scope scope) => _range.Contains(scope.Numbers[Index]);
    }

    /// <summary>Any number against a constant.</summary>
    public sealed record Threshold(NumberNode Subject, ComparisonOperator Operator, double Limit) : ConditionNode
    {
        private readonly ValueRange _range = ValueRange.Of(Operator, Limit);

        public override bool Varies => Subject.Varies;

        public override IEnumerable<Node> Children => [Subject];

        public override Truth Evaluate(in Scope scope) => _range.Contains(Subject.Evaluate(scope));
    }

    /// <summary>Two numbers that both vary.</summary>
    public sealed record Comparison(NumberNode Left, ComparisonOperator Operator, NumberNode Right) : ConditionNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override Truth Evaluate(in Scope scope)
        {
            double left = Left.Evaluate(scope);
            double right = Right.Evaluate(scope);
            if (double.IsNaN(left) || double.IsNaN(right))
            {
                return Truth.Unknown;
            }

            bool holds = Operator switch
            {
                ComparisonOperator.Less => left < right,
                ComparisonOperator.LessOrEqual => left <= right,
                ComparisonOperator.Greater => left > right,
                ComparisonOperator.GreaterOrEqual => left >= right,
                ComparisonOperator.Equal => left == right,
                _ => left != right,
            };
            return holds ? Truth.True : Truth.False;
        }
    }

    public sealed record TextEquality(TextNode Left, TextNode Right, bool Equal) : ConditionNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override Truth Evaluate(in Scope scope)
        {
            string? left = Left.Evaluate(scope);
            string? right = Right.Evaluate(scope);
            return left is null || right is null ? Truth.Unknown : string.Equals(left, right, StringComparison.Ordinal) == Equal ? Truth.True : Truth.False;
        }
    }

    public sealed record TruthEquality(ConditionNode Left, ConditionNode Right, bool Equal) : ConditionNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override Truth Evaluate(in Scope scope)
        {
            var left = Left.Evaluate(scope);
            var right = Right.Evaluate(scope);
            return left == Truth.Unknown || right == Truth.Unknown ? Truth.Unknown : (left == right) == Equal ? Truth.True : Truth.False;
        }
    }

    /// <summary>A boolean field by itself.</summary>
    public sealed record Flag(int Index) : ConditionNode
    {
        public override bool Varies => true;

        public override Truth Evaluate(in Scope scope)
        {
            double value = scope.Numbers[Index];
            return double.IsNaN(value) ? Truth.Unknown : value != 0 ? Truth.True : Truth.False;
        }
    }

    /// <summary>Whether a field has a usable value; itself never unknown.</summary>
    public sealed record Known(int Index, bool IsText) : ConditionNode
    {
        public override bool Varies => true;

        public override Truth Evaluate(in Scope scope) =>
            (IsText ? scope.Text(Index) is not null : !double.IsNaN(scope.Numbers[Index])) ? Truth.True : Truth.False;
    }

    public sealed record Not(ConditionNode Operand) : ConditionNode
    {
        public override bool Varies => Operand.Varies;

        public override IEnumerable<Node> Children => [Operand];

        public override Truth Evaluate(in Scope scope) => Operand.Evaluate(scope) switch
        {
            Truth.True => Truth.False,
            Truth.False => Truth.True,
            _ => Truth.Unknown,
        };
    }

    public sealed record And(ConditionNode Left, ConditionNode Right) : ConditionNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override Truth Evaluate(in Scope scope)
        {
            var left = Left.Evaluate(scope);
            if (left == Truth.False)
            {
                return Truth.False;
            }

            var right = Right.Evaluate(scope);
            return right == Truth.True ? left : right;
        }
    }

    public sealed record Or(ConditionNode Left, ConditionNode Right) : ConditionNode
    {
        public override bool Varies => Left.Varies || Right.Varies;

        public override IEnumerable<Node> Children => [Left, Right];

        public override Truth Evaluate(in Scope scope)
        {
            var left = Left.Evaluate(scope);
            if (left == Truth.True)
            {
                return Truth.True;
            }

            var right = Right.Evaluate(scope);
            return right == Truth.False ? left : right;
        }
    }
}
