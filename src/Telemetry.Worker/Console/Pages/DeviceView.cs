using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Console.Pages;

/// <summary>A value of a device.</summary>
/// <param name="Mark">Which side of its normal range it is on, or that it is not to be trusted; empty when all is well.</param>
public sealed record ValueView(LocalizedText Name, LocalizedText Value, long AtMs, string Quality, string Mark)
{
    internal static ValueView Of(LiveValue value)
    {
        string mark = value switch
        {
            { Quality: not "good" } => "?",
            { Value: double number } when number < value.Field.NormalMinimum => "↓",
            { Value: double number } when number > value.Field.NormalMaximum => "↑",
            _ => "",
        };
        return new ValueView(value.Field.Title, DisplayText.Value(value.Value, value.Field), value.TimestampMs, value.Quality, mark);
    }
}

/// <summary>A device in the table.</summary>
/// <param name="AgeMs">Since its last sign of life, milliseconds; null when there was none.</param>
/// <param name="Values">The first ones of its kind.</param>
public sealed record DeviceView(Device Device, Presence Presence, double? AgeMs, IReadOnlyList<ValueView> Values);

/// <summary>How many devices of a system are there.</summary>
/// <param name="Open">Open incidents of the system.</param>
/// <param name="Worst">The most urgent of them.</param>
public sealed record SystemView(SystemProfile System, int Online, int Stale, int Silent, int Open, Severity? Worst);
