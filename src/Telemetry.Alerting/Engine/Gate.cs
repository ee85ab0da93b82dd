using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>A condition ready to be evaluated a million times a second: a field against a constant, as most are, costs no call.</summary>
internal readonly struct Gate
{
    private readonly ConditionNode _condition;
    private readonly ValueRange _range;
    private readonly int _field;

    public Gate(ConditionNode condition)
    {
        _condition = condition;
        _field = -1;
        if (condition is ConditionNode.FieldThreshold threshold)
        {
            _field = threshold.Index;
            _range = ValueRange.Of(threshold.Operator, threshold.Limit);
        }
    }

    public Truth Evaluate(in Scope scope) => _field >= 0 ? _range.Contains(scope.Numbers[_field]) : _condition.Evaluate(scope);
}
