namespace Telemetry.Alerting.Expressions;

internal enum ComparisonOperator : byte
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}
