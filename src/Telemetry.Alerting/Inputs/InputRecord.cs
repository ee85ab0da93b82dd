namespace Telemetry.Alerting.Inputs;

/// <summary>
/// A person or a program changed something that rules look at: what an <c>input</c> record of the journal says. For its time it
/// overrides what was given before about the same thing and scope.
/// </summary>
public sealed record InputRecord
{
    public required InputKind Kind { get; init; }

    public required InputScope Scope { get; init; }

    /// <summary>Who gave it.</summary>
    public required string Principal { get; init; }

    /// <summary>When it was given, Unix milliseconds of the worker's clock.</summary>
    public required long GivenAtMs { get; init; }

    /// <summary>
    /// The giver's own id of it: an input with the id of one that was taken from the same principal changes nothing. Null when it
    /// has none.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>Weather and forecast: of what. Plan: the field. Otherwise empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>Mode and phase: its id. Otherwise null.</summary>
    public string? Text { get; init; }

    /// <summary>Weather: the value. Flags: 1 for true, 0 for false. Otherwise NaN.</summary>
    public double Number { get; init; } = double.NaN;

    /// <summary>From here on, Unix milliseconds. Service: when it was done.</summary>
    public required long FromMs { get; init; }

    /// <summary>Until before here; <see cref="long.MaxValue"/> when no end was given.</summary>
    public long UntilMs { get; init; } = long.MaxValue;

    /// <summary>
    /// True when it takes back what was given about this thing and scope, for its time: what a wider scope says counts then, or
    /// nothing.
    /// </summary>
    public bool IsTakenBack { get; init; }

    /// <summary>Forecast and plan: at least one, times rising. Otherwise empty.</summary>
    public IReadOnlyList<InputPoint> Points { get; init; } = [];

    /// <summary>Forecast and plan: each value holds until the next point; otherwise values between points lie on the line.</summary>
    public bool HasSteps { get; init; }

    /// <summary>For those who read it later; null when there is none.</summary>
    public string? Note { get; init; }

    internal bool IsSeries => Kind is InputKind.Forecast or InputKind.Plan;

    internal bool Covers(long atMs) => FromMs <= atMs && atMs < UntilMs;
}
