using System.Text;
using Telemetry.Storage.LineProtocol;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>Lines and batches for tests.</summary>
internal static class Lines
{
    public const long Start = 1_763_700_000_000;

    /// <summary>A line of a device with numbers, booleans and texts.</summary>
    public static string Of(string measurement, string device, long ms, params ReadOnlySpan<(string Name, object Value)> fields) =>
        At(measurement, "linqing", device, ms * 1_000_000, fields);

    public static string At(string measurement, string area, string device, long ns, params ReadOnlySpan<(string Name, object Value)> fields)
    {
        byte[] buffer = new byte[100_000];
        var writer = new LineWriter(buffer);
        writer.Series(LineEscape.Series(measurement, ("area", area), ("device", device), ("site", "s1")));
        foreach ((string name, object value) in fields)
        {
            byte[] escaped = LineEscape.FieldName(name);
            bool written = value switch
            {
                bool boolean => writer.Boolean(escaped, boolean),
                string text => writer.Text(escaped, Encoding.UTF8.GetBytes(text)),
                _ => writer.Number(escaped, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)),
            };
            Assert.True(written);
        }

        writer.Timestamp(ns);
        return Encoding.UTF8.GetString(buffer, 0, writer.Written);
    }

    public static LineBatch Batch(params IEnumerable<string> lines) => BatchFrom(0, lines);

    public static LineBatch BatchFrom(long position, params IEnumerable<string> lines)
    {
        var batch = new LineBatch(1_000_000, 64 * 1024 * 1024);
        batch.Clear(position);
        foreach (string line in lines)
            batch.Add(Encoding.UTF8.GetBytes(line), position++, Start);
        return batch;
    }
}
