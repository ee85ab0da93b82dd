using System.Text;

namespace Telemetry.Readings.Codecs;

/// <summary>A read-only map of UTF-8 names, sorted, so that a lookup allocates nothing and no sender can make it slow.</summary>
internal sealed class Utf8Map<T>
    where T : class
{
    private readonly (byte[] Name, T Value)[] _entries;

    public Utf8Map(IEnumerable<KeyValuePair<string, T>> entries)
    {
        _entries = [.. entries.Select(e => (Encoding.UTF8.GetBytes(e.Key), e.Value))];
        Array.Sort(_entries, (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
    }

    public bool IsEmpty => _entries.Length == 0;

    public T? Find(ReadOnlySpan<byte> name)
    {
        (int low, int high) = (0, _entries.Length - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = name.SequenceCompareTo(_entries[middle].Name);
            if (order == 0)
                return _entries[middle].Value;
            if (order < 0)
                high = middle - 1;
            else
                low = middle + 1;
        }

        return null;
    }
}
