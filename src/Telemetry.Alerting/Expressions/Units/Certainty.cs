namespace Telemetry.Alerting.Expressions.Units;

/// <summary>How much is known of the unit of a number.</summary>
internal enum Certainty : byte
{
    /// <summary>Nothing: it goes with anything, since a factor in it may carry any unit, as 1.163 in <c>1.163 * flow * dt</c>.</summary>
    Open,

    /// <summary>A number written without a unit: it takes the unit of the other side.</summary>
    Plain,

    /// <summary>The unit is known and checked.</summary>
    Known,
}
