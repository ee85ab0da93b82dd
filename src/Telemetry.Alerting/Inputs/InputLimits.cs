namespace Telemetry.Alerting.Inputs;

/// <summary>What an input may be at most.</summary>
public sealed record InputLimits
{
    /// <summary>No limit: what stands in the journal was within them when it was taken.</summary>
    public static readonly InputLimits None = new()
    {
        MaximumPoints = int.MaxValue,
        MaximumNote = int.MaxValue,
        MaximumAhead = TimeSpan.MaxValue,
        MaximumBack = TimeSpan.MaxValue,
    };

    /// <summary>The most characters of an id.</summary>
    public const int MaximumId = 64;

    /// <summary>Points of a forecast or plan. Default 2,000.</summary>
    public int MaximumPoints { get; init; } = 2_000;

    /// <summary>Characters of a note. Default 500.</summary>
    public int MaximumNote { get; init; } = 500;

    /// <summary>How far ahead of now a time may lie. Default 400 days.</summary>
    public TimeSpan MaximumAhead { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How far back from now a time may lie. Default 400 days.</summary>
    public TimeSpan MaximumBack { get; init; } = TimeSpan.FromDays(400);
}
