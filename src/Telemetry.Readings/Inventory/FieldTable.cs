using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Telemetry.Readings.Inventory;

/// <summary>The fields of a channel, found by UTF-8 name without allocating.</summary>
public sealed class FieldTable
{
    private readonly FieldProfile[] _fields;
    private readonly FieldProfile?[] _slots;

    internal FieldTable(IEnumerable<FieldProfile> fields)
    {
        _fields = [.. fields];
        _slots = new FieldProfile?[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, _fields.Length * 4))];
        foreach (FieldProfile field in _fields)
        {
            uint at = Utf8Hash.Of(field.NameBytes) & (uint)(_slots.Length - 1);
            while (_slots[at] is not null)
                at = (at + 1) & (uint)(_slots.Length - 1);
            _slots[at] = field;
            if (field.IsWatched)
                field.WatchSlot = WatchedCount++;
        }
    }

    /// <summary>A table without fields.</summary>
    public static FieldTable Empty { get; } = new([]);

    /// <summary>The fields in the order of the file; <c>Fields[i].Index == i</c>.</summary>
    public IReadOnlyList<FieldProfile> Fields => _fields;

    public int Count => _fields.Length;

    /// <summary>How many fields are judged by how they change over time.</summary>
    internal int WatchedCount { get; }

    public FieldProfile this[int index] => _fields[index];

    public bool TryFind(ReadOnlySpan<byte> utf8Name, [NotNullWhen(true)] out FieldProfile? field)
    {
        FieldProfile?[] slots = _slots;
        for (uint at = Utf8Hash.Of(utf8Name) & (uint)(slots.Length - 1); ; at = (at + 1) & (uint)(slots.Length - 1))
        {
            field = slots[at];
            if (field is null)
                return false;
            if (utf8Name.SequenceEqual(field.NameBytes))
                return true;
        }
    }

    public FieldProfile? Find(string name) => Array.Find(_fields, field => field.Name == name);
}
