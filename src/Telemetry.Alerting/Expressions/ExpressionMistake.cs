namespace Telemetry.Alerting.Expressions;

/// <summary>Something wrong in an expression: where in its text, and what.</summary>
/// <param name="Offset">Characters from the start of the text.</param>
internal readonly record struct ExpressionMistake(int Offset, string Message);
