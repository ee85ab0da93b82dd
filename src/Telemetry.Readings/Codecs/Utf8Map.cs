using System.Numerics;
using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Codecs;

/// <summary>
/// A read-only map of UTF-8 names: open addressing, at most a quarter full, so that a lookup allocates nothing and usually
/// compares once. What is looked up is hostile, what is stored is not: no sender can make it slow.
/// </summary>
internal sealed class Utf8Map<T>
    where T : class
{
    private readonly (byte[]? Name, T? Value)[] _slots;

    public Utf8Map(IEnumerable<KeyValuePair<string, T>> entries)
    {
        KeyValuePair<string, T>[] all = [.. entries];
        IsEmpty = all.Length == 0;
        _slots = new (byte[]?, T?)[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, all.Length * 4))];
        foreach ((string name, T value) in all)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            uint at = Utf8Hash.Of(utf8) & (uint)(_slots.Length - 1);
            while (_slots[at].Name is not null)
                at = (at + 1) & (uint)(_slots.Length - 1);
            _slots[at] = (utf8, value);
        }
    }

    public bool IsEmpty { get; }

    public T? Find(ReadOnlySpan<byte> name)
    {
        (byte[]? Name, T? Value)[] slots = _slots;
        for (uint at = Utf8Hash.Of(name) & (uint)(slots.Length - 1); ; at = (at + 1) & (uint)(slots.Length - 1))
        {
            (byte[]? known, T? value) = slots[at];
            if (known is null)
                return null;
            if (name.SequenceEqual(known))
                return value;
        }
    }
}
