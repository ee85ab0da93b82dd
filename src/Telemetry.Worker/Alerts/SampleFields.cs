using System.Text;
using Telemetry.Alerting.Engine;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.LineProtocol;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// The fields of a line, or of several lines that make one sample, as rules see them. Values that are marked bad or suspect are
/// kept apart. One per reader; it allocates only for texts.
/// </summary>
internal sealed class SampleFields
{
    private FieldTable _table = FieldTable.Empty;
    private double[] _numbers = [];
    private double[] _badNumbers = [];
    private string?[] _texts = [];
    private bool[] _withheld = [];
    private Readings.Quality[] _qualities = [];
    private bool _anyText;
    private bool _anyBad;
    private bool _anyMarked;

    /// <summary>Called with the name of a field that the kind does not have, or that has another type; null for nobody.</summary>
    public Action<FieldTable, string>? Unknown { get; init; }

    /// <summary>Begins a sample without fields.</summary>
    public void Begin(FieldTable table)
    {
        _table = table;
        if (_numbers.Length < table.Count)
            Grow(table.Count);
        _numbers.AsSpan(0, table.Count).Fill(double.NaN);
        if (_anyText)
            _texts.AsSpan().Clear();
        (_anyText, _anyBad, _anyMarked) = (false, false, false);
    }

    /// <summary>Takes the fields of a line; false when it cannot be read, with what stood before the mistake taken.</summary>
    public bool Take(ref LineReader line, bool isEvent)
    {
        int expected = 0;
        while (line.Next())
        {
            if (TryFind(line.Name, ref expected, out FieldProfile? field))
                Set(field, line, isEvent);
            else if (QualityField.TryRead(line.Name, out ReadOnlySpan<byte> marked) && _table.TryFind(marked, out field))
                Mark(field, line.RawText);
            else
                Unknown?.Invoke(_table, Encoding.UTF8.GetString(line.Name));
        }

        return !line.Malformed;
    }

    /// <summary>What was taken since <see cref="Begin"/>; valid until the next call of that.</summary>
    /// <param name="isReplayed">See <see cref="Sample.IsReplayed"/>.</param>
    public Sample ToSample(Device device, bool isEvent, long position, long timestampMs, long receivedAtMs, bool isReplayed = false) => new()
    {
        Position = position,
        Device = device,
        IsEvent = isEvent,
        TimestampMs = timestampMs,
        ReceivedAtMs = receivedAtMs,
        Numbers = _numbers.AsSpan(0, _table.Count),
        Texts = _texts.AsSpan(0, _table.Count),
        Qualities = _anyMarked ? _qualities.AsSpan(0, _table.Count) : default,
        IsReplayed = isReplayed,
        BadNumbers = _anyBad ? _badNumbers.AsSpan(0, _table.Count) : default,
    };

    private void Grow(int count)
    {
        (_numbers, _badNumbers, _texts) = (new double[count], new double[count], new string?[count]);
        (_withheld, _qualities) = (new bool[count], new Readings.Quality[count]);
    }

    /// <summary>Lines are written in the order of the payload, which is mostly that of the table: the next field is tried first.</summary>
    private bool TryFind(ReadOnlySpan<byte> name, ref int expected, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FieldProfile? field)
    {
        if (expected < _table.Count && name.SequenceEqual(_table[expected].NameUtf8.Span))
        {
            field = _table[expected++];
            return true;
        }

        if (!_table.TryFind(name, out field))
            return false;
        expected = field.Index + 1;
        return true;
    }

    /// <summary>In a store's export the mark may stand before its value: what is withheld stays so.</summary>
    private void Mark(FieldProfile field, ReadOnlySpan<byte> mark)
    {
        if (!_anyMarked)
            _qualities.AsSpan().Clear();
        _anyMarked = true;
        _qualities[field.Index] = QualityField.Parse(mark);
        if (!QualityField.IsWithheld(mark))
            return;
        if (!_anyBad)
        {
            _badNumbers.AsSpan(0, _table.Count).Fill(double.NaN);
            _withheld.AsSpan().Clear();
        }

        (_anyBad, _withheld[field.Index]) = (true, true);
        (_badNumbers[field.Index], _numbers[field.Index]) = (_numbers[field.Index], double.NaN);
    }

    private void Set(FieldProfile field, in LineReader line, bool isEvent)
    {
        switch (line.Kind)
        {
            case LineFieldKind.Number:
                (_anyBad && _withheld[field.Index] ? _badNumbers : _numbers)[field.Index] = line.Number;
                break;
            case LineFieldKind.Boolean:
                (_anyBad && _withheld[field.Index] ? _badNumbers : _numbers)[field.Index] = line.Boolean ? 1 : 0;
                break;
            default:
                if (!isEvent && field.Type != FieldType.Text)
                    break;
                Span<byte> unescaped = line.RawText.Length <= 1024 ? stackalloc byte[1024] : new byte[line.RawText.Length];
                _texts[field.Index] = Encoding.UTF8.GetString(unescaped[..line.CopyText(unescaped)]);
                _anyText = true;
                break;
        }
    }
}
