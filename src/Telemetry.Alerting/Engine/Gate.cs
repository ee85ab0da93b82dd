using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>A condition ready to be evaluated a million times a second: a field or a
/// window against a constant, as most are, costs no call.</summary>
internal readonly struct Gate
{
    private readonly ConditionNode _condition;
    private readonly ValueRange _range;
    private readonly int _field = -1;
    private readonly int _window = -1;

    public Gate(ConditionNode condition)
    {
        _condition = condition;
        switch (condition)
        {
            case ConditionNode.FieldThreshold threshold:
                _field = threshold.Index;
                _range = ValueRange.Of(threshold.Operator, threshold.Limit);
                break;
            case ConditionNode.Threshold { Subject: NumberNode.Window window } threshold:
                _window = window.Slot;
                _range = ValueRange.Of(threshold.Operator, threshold.Limit);
                break;
        }
    }

    public Truth Evaluate(in Scope scope) =>
        _field >= 0 ? _range.Contains(scope.Numbers[_field])
        : _window >= 0 ? _range.Contains(scope.Windows[_window])
        : _condition.Evaluate(scope);
}
