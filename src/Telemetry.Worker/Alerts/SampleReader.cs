using System.Text;
using Telemetry.Alerting.Engine;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Storage.LineProtocol;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// Reads the line of a reading or event record back into what rules see. Values that are marked bad or suspect are kept apart.
/// One per reader; it allocates only for the texts of events.
/// </summary>
internal sealed class SampleReader(City city)
{
    private double[] _numbers = [];
    private double[] _badNumbers = [];
    private string?[] _texts = [];
    private Readings.Quality[] _qualities = [];

    /// <summary>Finds the device and reads the fields; false for a device that is no longer in the inventory or a line that cannot be read.</summary>
    /// <param name="record">A reading or an event.</param>
    /// <param name="sample">Valid until the next call.</param>
    public bool TryRead(in Record record, out Sample sample)
    {
        sample = default;
        bool isEvent = record.Header.Kind == RecordKind.Event;
        if (!city.TryFindDevice(record.Device, out Device? device) || !LineReader.TryOpen(record.Body, out LineReader line))
            return false;
        FieldTable table = isEvent ? device.Kind.Events : device.Kind.Readings;
        if (_numbers.Length < table.Count)
            (_numbers, _badNumbers, _texts, _qualities) = (new double[table.Count], new double[table.Count], new string?[table.Count], new Readings.Quality[table.Count]);
        Span<double> numbers = _numbers.AsSpan(0, table.Count);
        Span<string?> texts = _texts.AsSpan(0, table.Count);
        Span<double> badNumbers = _badNumbers.AsSpan(0, table.Count);
        (bool anyBad, bool anyMarked) = (false, false);
        numbers.Fill(double.NaN);
        texts.Clear();

        int expected = 0;
        while (line.Next())
        {
            if (TryFind(table, line.Name, ref expected, out FieldProfile? field))
                Set(numbers, texts, field, line, isEvent);
            else if (QualityField.TryRead(line.Name, out ReadOnlySpan<byte> marked) && table.TryFind(marked, out field))
            {
                if (!anyMarked)
                    _qualities.AsSpan().Clear();
                anyMarked = true;
                _qualities[field.Index] = QualityField.Parse(line.RawText);
                if (!QualityField.IsWithheld(line.RawText))
                    continue;
                if (!anyBad)
                    badNumbers.Fill(double.NaN);
                anyBad = true;
                (badNumbers[field.Index], numbers[field.Index]) = (numbers[field.Index], double.NaN);
            }
        }

        sample = new Sample
        {
            Position = record.Position,
            Device = device,
            IsEvent = isEvent,
            TimestampMs = record.Header.TimestampMs,
            ReceivedAtMs = record.Header.ReceivedAtMs,
            Numbers = numbers,
            Texts = texts,
            Qualities = anyMarked ? _qualities.AsSpan(0, table.Count) : default,
            IsReplayed = record.Header.Flags.HasFlag(RecordFlags.Replayed),
            BadNumbers = anyBad ? badNumbers : default,
        };
        return !line.Malformed;
    }

    /// <summary>Lines are written in the order of the payload, which is mostly that of the table: the next field is tried first.</summary>
    private static bool TryFind(FieldTable table, ReadOnlySpan<byte> name, ref int expected, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FieldProfile? field)
    {
        if (expected < table.Count && name.SequenceEqual(table[expected].NameUtf8.Span))
        {
            field = table[expected++];
            return true;
        }

        if (!table.TryFind(name, out field))
            return false;
        expected = field.Index + 1;
        return true;
    }

    private static void Set(Span<double> numbers, Span<string?> texts, FieldProfile field, in LineReader line, bool isEvent)
    {
        switch (line.Kind)
        {
            case LineFieldKind.Number:
                numbers[field.Index] = line.Number;
                break;
            case LineFieldKind.Boolean:
                numbers[field.Index] = line.Boolean ? 1 : 0;
                break;
            default:
                if (!isEvent && field.Type != FieldType.Text)
                    break;
                Span<byte> unescaped = line.RawText.Length <= 1024 ? stackalloc byte[1024] : new byte[line.RawText.Length];
                texts[field.Index] = Encoding.UTF8.GetString(unescaped[..line.CopyText(unescaped)]);
                break;
        }
    }
}
