using System.Text;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>The journal's record that says which city the records after it were made by: its hash. The content is in <see cref="CityArchive"/>.</summary>
internal static class CityRecord
{
    /// <returns>Its position.</returns>
    public static long Append(Journal journal, City city, long nowMs)
    {
        var header = new RecordHeader(RecordKind.City, RecordFlags.None, Quality.Good, TimestampSource.Receipt, nowMs, nowMs);
        return journal.Append(header, [], Encoding.ASCII.GetBytes(city.ContentHash));
    }

    public static string Hash(in Record record) => Encoding.ASCII.GetString(record.Body);
}
