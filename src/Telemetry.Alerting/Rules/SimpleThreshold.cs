using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Rules;

/// <summary>A condition that compares one number with a constant: the form that can be reasoned about at load.</summary>
internal readonly record struct SimpleThreshold(NumberNode Subject, ComparisonOperator Operator, double Limit)
{
    /// <summary>Null when <paramref name="condition"/> has another form.</summary>
    public static SimpleThreshold? Of(ConditionNode condition) => condition switch
    {
        ConditionNode.FieldThreshold field => new(new NumberNode.Field(field.Index), field.Operator, field.Limit),
        ConditionNode.Threshold other => new(other.Subject, other.Operator, other.Limit),
        _ => null,
    };

    /// <summary>True when some value of the same number satisfies both.</summary>
    public bool Overlaps(SimpleThreshold other) =>
        Subject == other.Subject && ValueRange.Of(Operator, Limit).Overlaps(ValueRange.Of(other.Operator, other.Limit));

    /// <summary>
    /// The opposite, moved away by <paramref name="deadband"/>: <c>x &gt;= 5</c> with 1 clears at <c>x &lt; 4</c>. Null for
    /// equality, which has no side to move to.
    /// </summary>
    public ConditionNode? Widened(double deadband)
    {
        (var opposite, double limit) = Operator switch
        {
            ComparisonOperator.Less => (ComparisonOperator.GreaterOrEqual, Limit + deadband),
            ComparisonOperator.LessOrEqual => (ComparisonOperator.Greater, Limit + deadband),
            ComparisonOperator.Greater => (ComparisonOperator.LessOrEqual, Limit - deadband),
            ComparisonOperator.GreaterOrEqual => (ComparisonOperator.Less, Limit - deadband),
            _ => (ComparisonOperator.Equal, double.NaN),
        };
        return double.IsNaN(limit) ? null
            : Subject is NumberNode.Field field ? new ConditionNode.FieldThreshold(field.Index, opposite, limit)
            : new ConditionNode.Threshold(Subject, opposite, limit);
    }
}
