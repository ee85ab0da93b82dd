namespace Telemetry.Storage.Influx;

/// <summary>
/// How many lines go into one request: halved when the store cannot cope with a request of that size, and growing back by
/// an eighth with each full request that it takes, so that a store at its limit is not asked too much every other time.
/// </summary>
internal sealed class RequestLimit
{
    // Below this a request costs a store mostly by being one.
    private const int Least = 64;

    private int _lines = int.MaxValue;

    /// <summary>Lines in one request at most; <see cref="int.MaxValue"/> while the store never asked for less.</summary>
    public int Lines => Volatile.Read(ref _lines);

    /// <summary>The store took a request of so many lines.</summary>
    public void Succeeded(int lines)
    {
        int limit = Lines;
        if (limit != int.MaxValue && lines >= limit)
            Volatile.Write(ref _lines, limit + Math.Max(Least, limit / 8));
    }

    /// <summary>The store could not take a request of so many lines.</summary>
    public void Failed(int lines) => Volatile.Write(ref _lines, Math.Max(Least, Math.Min(Lines, lines) / 2));
}
