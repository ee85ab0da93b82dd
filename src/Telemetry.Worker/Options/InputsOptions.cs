using System.ComponentModel.DataAnnotations;
using Telemetry.Alerting.Inputs;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Inputs</c>: what people and programs say of the city for its rules: modes, flags, weather, plans.</summary>
public sealed class InputsOptions
{
    /// <summary>
    /// Whether inputs are taken over MQTT, from the topic <c>{root}/input</c>. Behind an external broker whoever may publish
    /// there may change what rules look at: restrict the topic in that broker, or set this to false. Default true.
    /// </summary>
    public bool Mqtt { get; set; } = true;

    /// <summary>Inputs of one principal for each minute, and as many at once; what is beyond is refused. Default 600; 1 to 60,000.</summary>
    [Range(1, 60_000)]
    public int PerMinute { get; set; } = 600;

    /// <summary>Points of a forecast or plan. Default 2,000; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaximumPoints { get; set; } = 2_000;

    /// <summary>Characters of a note. Default 500; 0 to 4,000.</summary>
    [Range(0, 4_000)]
    public int MaximumNote { get; set; } = 500;

    /// <summary>How far ahead of now a time of an input may lie. Default 400 days; 1 h to 3650 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaximumAhead { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How far back from now it may lie. Default 400 days; 0 to 3650 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan MaximumBack { get; set; } = TimeSpan.FromDays(400);

    internal InputLimits Limits => new()
    {
        MaximumPoints = MaximumPoints,
        MaximumNote = MaximumNote,
        MaximumAhead = MaximumAhead,
        MaximumBack = MaximumBack,
    };
}
