using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads what makes a value of a field implausible: <c>max-rate: 0.5 in 5m</c> and <c>stuck-after: 6h</c>.</summary>
internal static class PlausibilityReader
{
    public const string MaximumRate = "max-rate";
    public const string StuckAfter = "stuck-after";
    private const string Separator = " in ";

    /// <summary>The change and the window of <c>max-rate</c>; an infinite change when there is none.</summary>
    public static (double Change, TimeSpan Window) ReadRate(MappingReader field, MistakeList mistakes)
    {
        if (field.Scalar(MaximumRate) is not { } scalar)
            return (double.PositiveInfinity, default);
        string[] parts = scalar.Value.Split(Separator, 2);
        if (parts.Length == 2
            && MappingReader.TryNumber(new YamlScalar(scalar.File, scalar.Line, scalar.Column, parts[0], isPlain: true), out double change)
            && change > 0 && double.IsFinite(change)
            && DurationText.TryParse(parts[1], out TimeSpan window))
        {
            return (change, window);
        }

        mistakes.Add(scalar, $"'{MaximumRate}' of {field.What} must be a change and a duration such as 0.5 in 5m, not {scalar.Shape}");
        return (double.PositiveInfinity, default);
    }

    /// <summary>The duration of <c>stuck-after</c>; zero when there is none.</summary>
    public static TimeSpan ReadStuckAfter(MappingReader field)
    {
        field.Duration(StuckAfter, out TimeSpan duration);
        return duration;
    }
}
