using System.Text.Json;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>Numbers, durations and texts of devices as people read them.</summary>
internal static class DisplayText
{
    /// <summary>A device's text is cut here, in UTF-16 units: what is longer is no name of a zone.</summary>
    public const int MaximumLength = 200;

    private const string Milliseconds = "ms";

    /// <summary>A duration in its two largest units, or in seconds below a minute.</summary>
    public static LocalizedText Age(double milliseconds)
    {
        var age = TimeSpan.FromMilliseconds(Math.Max(0, milliseconds));
        FormattableString zh, en;
        if (age.TotalMinutes < 1)
            (zh, en) = ($"{age.Seconds} 秒", $"{age.Seconds} s");
        else if (age.TotalHours < 1)
            (zh, en) = ($"{age.Minutes} 分钟", $"{age.Minutes} min");
        else if (age.TotalDays < 1)
            (zh, en) = ($"{age.Hours} 小时 {age.Minutes} 分", $"{age.Hours} h {age.Minutes} min");
        else
            (zh, en) = ($"{age.Days} 天 {age.Hours} 小时", $"{age.Days} d {age.Hours} h");
        return new LocalizedText(FormattableString.Invariant(zh), FormattableString.Invariant(en));
    }

    /// <summary>A value with its unit: <c>0.82 MPa</c>, <c>91 %</c> for a ratio of at most one, 是 or yes for a boolean.</summary>
    public static LocalizedText Value(object value, FieldProfile? field) => value switch
    {
        bool yes => yes ? new LocalizedText("是", "yes") : new LocalizedText("否", "no"),
        double number when field is { Unit: Milliseconds } => Age(number),
        double number => Same(ValueText.Of(number, field)),
        _ => Same(Cut(value.ToString() ?? "")),
    };

    /// <summary>A member of an event's JSON object; null for one that has nothing to show.</summary>
    public static LocalizedText? Value(JsonElement value, FieldProfile? field) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => Value(value.GetBoolean(), field),
        JsonValueKind.Number => Value(value.GetDouble(), field),
        JsonValueKind.String when value.GetString() is { Length: > 0 } text => Value(text, field),
        _ => null,
    };

    public static LocalizedText Same(string text) => new(text, text);

    private static string Cut(string text)
    {
        if (text.Length <= MaximumLength)
            return text;
        int length = char.IsHighSurrogate(text[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength;
        return text[..length] + "…";
    }
}
