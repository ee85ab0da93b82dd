namespace Telemetry.Worker.Backtest;

/// <summary>Lines in memory that are put in order of time, then series, then the order they came in.</summary>
internal sealed class LineArena(long limitBytes) : IComparer<LineArena.Entry>
{
    private const int EntryBytes = 24;

    private readonly List<Entry> _entries = [];
    private byte[] _text = new byte[64 * 1024];
    private int _length;

    /// <summary>Where a line lies.</summary>
    /// <param name="Ns">Nanoseconds since 1970.</param>
    public readonly record struct Entry(long Ns, int Offset, int Length);

    public int Count => _entries.Count;

    /// <summary>False when there is no room for it; an empty arena takes any line.</summary>
    public bool TryAdd(long ns, ReadOnlySpan<byte> line)
    {
        long needed = (long)_length + line.Length;
        if (_entries.Count > 0 && (needed + ((long)EntryBytes * _entries.Count) > limitBytes || needed > Array.MaxLength))
            return false;
        if (_text.Length < needed)
            Array.Resize(ref _text, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _text.Length)));
        line.CopyTo(_text.AsSpan(_length));
        _entries.Add(new Entry(ns, _length, line.Length));
        _length += line.Length;
        return true;
    }

    public void Sort() => _entries.Sort(this);

    public ReadOnlySpan<byte> this[int index] => Text(_entries[index]);

    public void Clear()
    {
        _entries.Clear();
        _length = 0;
    }

    public int Compare(Entry x, Entry y)
    {
        int order = x.Ns.CompareTo(y.Ns);
        if (order == 0)
            order = LineTime.Series(Text(x)).SequenceCompareTo(LineTime.Series(Text(y)));
        return order != 0 ? order : x.Offset.CompareTo(y.Offset);
    }

    private ReadOnlySpan<byte> Text(Entry entry) => _text.AsSpan(entry.Offset, entry.Length);
}
