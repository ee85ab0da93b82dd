using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>The severity that a condition has come to.</summary>
internal static class SeverityRise
{
    /// <summary>Never below what it is already.</summary>
    /// <param name="stoodMs">How long it has stood, in milliseconds.</param>
    public static Severity ByTime(StandingCondition condition, long stoodMs)
    {
        var severity = condition.Severity;
        foreach (var step in condition.Rule.Clauses.Steps)
        {
            if (step.AfterMs > 0 && stoodMs >= step.AfterMs && step.Severity > severity)
            {
                severity = step.Severity;
            }
        }

        return severity;
    }

    /// <inheritdoc cref="ByTime"/>
    /// <param name="value">The number that the condition is about; NaN when it is not known.</param>
    public static Severity ByValue(StandingCondition condition, double value, in Scope scope)
    {
        var severity = condition.Severity;
        foreach (var step in condition.Rule.Clauses.Steps)
        {
            if (step.Severity > severity
                && (step.Value is { } range ? range.Contains(value) : step.When is { } when ? when.Evaluate(scope) : Truth.False) == Truth.True)
            {
                severity = step.Severity;
            }
        }

        return severity;
    }
}
