namespace Telemetry.Storage.Influx;

/// <summary>
/// The lines that a store died of and that were set aside. A store that keeps the last seconds in memory is given
/// everything again after it died, and must not be given those.
/// </summary>
internal sealed class DeadlyLines
{
    private const int Maximum = 100;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _lines = new();

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _lines.Count == 0;
        }
    }

    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (_lines.Count == Maximum)
                _lines.Dequeue();
            _lines.Enqueue(line.ToArray());
        }
    }

    public bool Contains(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            foreach (byte[] deadly in _lines)
            {
                if (line.SequenceEqual(deadly))
                    return true;
            }

            return false;
        }
    }
}
