namespace Telemetry.Alerting.Expressions;

/// <summary>
/// A compiled expression: names are indexes, types are checked. Nodes are records, so that two equal subexpressions are seen
/// to be equal.
/// </summary>
internal abstract record Node
{
    /// <summary>True when it reads something of the sample.</summary>
    public abstract bool Varies { get; }
}
