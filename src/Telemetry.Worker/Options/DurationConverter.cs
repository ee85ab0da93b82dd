using System.ComponentModel;
using System.Globalization;

namespace Telemetry.Worker.Options;

/// <summary>Reads durations as people write them (<c>4ms</c>, <c>30s</c>, <c>5m</c>, <c>12h</c>, <c>7d</c>), and as .NET does (<c>00:00:30</c>).</summary>
internal sealed class DurationConverter : TimeSpanConverter
{
    private static readonly (string Suffix, double Milliseconds)[] Units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    /// <summary>Makes .NET's configuration binder use this converter.</summary>
    public static void Register() =>
        TypeDescriptor.AddAttributes(typeof(TimeSpan), new TypeConverterAttribute(typeof(DurationConverter)));

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
    {
        if (value is string text)
        {
            text = text.Trim();
            foreach ((string suffix, double milliseconds) in Units)
            {
                if (text.EndsWith(suffix, StringComparison.Ordinal)
                    && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
                    return TimeSpan.FromMilliseconds(number * milliseconds);
            }

            if (!text.Contains(':', StringComparison.Ordinal) && text != "0")
                throw new FormatException($"'{text}' is not a duration; write for example 4ms, 30s, 5m or 12h.");
        }

        return base.ConvertFrom(context, culture, value);
    }

    /// <summary>The shortest way to write a duration.</summary>
    public static string Format(TimeSpan duration)
    {
        double milliseconds = duration.TotalMilliseconds;
        if (milliseconds == 0)
            return "0";
        (string suffix, double unit) = Units.Last(u => milliseconds % u.Milliseconds == 0 || u.Milliseconds == 1);
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / unit}{suffix}");
    }
}
