namespace Telemetry.Alerting.Expressions.Around;

/// <summary>What is made of the values of several neighbours.</summary>
internal enum Pick : byte
{
    /// <summary>There is at most one.</summary>
    Only,
    Least,
    Greatest,
    Sum,
    Mean,
}
