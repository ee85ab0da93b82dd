using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// How far one batch has come, kept from attempt to attempt: the pieces that are still to be stored, the lines that were
/// set aside, and what is known of a line that the store dies of.
/// </summary>
internal sealed class Delivery(ReadOnlyMemory<byte> lines, int count)
{
    // A crash costs the store seconds and an accepted piece next to nothing, so suspicion is cut into many parts at once.
    private const int Parts = 16;

    /// <summary>From so many broken answers on, the batch is suspected.</summary>
    private const int BreaksToSuspect = 2;

    private const int StrikesToBlame = 2;

    // When not one of more lines than this can be stored, the store is sick and the lines are not to blame.
    private const int MostDeadly = 8;

    private readonly List<Piece> _pieces = lines.IsEmpty ? [] : [new Piece(lines)];
    private readonly bool _isSmall = count <= MostDeadly;
    private int _breaks;
    private bool _storedAny;

    public List<RefusedLine> Refused { get; } = [];

    /// <summary>True once lines that are not line protocol were taken out.</summary>
    public bool IsSifted { get; set; }

    /// <summary>True once the store went away twice in the middle of this batch.</summary>
    public bool IsSuspect => _breaks >= BreaksToSuspect;

    public bool IsDone => _pieces.Count == 0;

    /// <summary>The next piece, cut to so many lines.</summary>
    public Piece Next(int maximumLines)
    {
        Piece next = _pieces[0];
        if (maximumLines == int.MaxValue || next.Count <= maximumLines)
            return next;
        (Piece first, Piece rest) = next.Split(maximumLines);
        _pieces[0] = first;
        _pieces.Insert(1, rest);
        return first;
    }

    /// <summary>The piece just given out is stored or set aside.</summary>
    public void Stored()
    {
        _pieces.RemoveAt(0);
        _storedAny = true;
    }

    /// <summary>The connection broke during the piece just given out.</summary>
    /// <param name="careful">True when the store was well right before, and nobody else was writing.</param>
    /// <returns>The line when it is now known that the store dies of it.</returns>
    public ReadOnlyMemory<byte>? Broke(bool careful, string message)
    {
        _breaks++;
        if (!careful)
            return null;
        Piece piece = _pieces[0];
        _pieces.RemoveAt(0);
        int left = piece.Count;
        if (left > 1)
        {
            int at = 0;
            for (Piece rest = piece; !rest.Lines.IsEmpty; at++)
            {
                (Piece first, rest) = rest.Split((left + Parts - 1) / Parts);
                _pieces.Insert(at, first);
            }

            return null;
        }

        int strikes = piece.Strikes + 1;
        if (strikes < StrikesToBlame || !(_storedAny || _isSmall))
        {
            // The others first: they may show that the store is well.
            _pieces.Add(piece with { Strikes = strikes });
            return null;
        }

        ReadOnlyMemory<byte> line = piece.Lines[..^1];
        Refused.Add(new RefusedLine(LineRejection.Crash, $"The store died of it twice, each time right after it had taken another request. {message}", line));
        return line;
    }

    /// <summary>Takes out lines that need not be sent.</summary>
    public void Sift(Func<ReadOnlyMemory<byte>, bool> keep)
    {
        if (_pieces.Count == 0)
            return;
        var kept = new MemoryStream(_pieces.Sum(piece => piece.Lines.Length));
        foreach (Piece piece in _pieces)
        {
            for (ReadOnlyMemory<byte> rest = piece.Lines; !rest.IsEmpty;)
            {
                int length = rest.Span.IndexOf((byte)'\n');
                if (keep(rest[..length]))
                    kept.Write(rest.Span[..(length + 1)]);
                rest = rest[(length + 1)..];
            }
        }

        _pieces.Clear();
        if (kept.Length > 0)
            _pieces.Add(new Piece(kept.GetBuffer().AsMemory(0, (int)kept.Length)));
    }
}
