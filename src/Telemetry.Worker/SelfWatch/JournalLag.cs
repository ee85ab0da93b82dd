namespace Telemetry.Worker.SelfWatch;

/// <summary>
/// For how long a reader has been behind the journal. Told by marks of how far the journal was at each look: the oldest one
/// that the reader has not passed says since when.
/// </summary>
/// <param name="committed">Records below this position are in the journal.</param>
/// <param name="passed">Records below this one are done.</param>
/// <param name="time">A clock that nobody sets.</param>
internal sealed class JournalLag(Func<long> committed, Func<long> passed, TimeProvider time)
{
    /// <summary>An hour and a half of looks. Behind by more, the newest marks are not needed to know it.</summary>
    private const int MaximumMarks = 1_024;

    private readonly Lock _gate = new();
    private readonly Queue<(long Position, long Timestamp)> _marks = new();

    public long Records => Math.Max(0, committed() - passed());

    public TimeSpan Look()
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            long end = committed();
            long done = passed();
            while (_marks.TryPeek(out var mark) && mark.Position <= done)
                _marks.Dequeue();
            if (end > done && _marks.Count < MaximumMarks)
                _marks.Enqueue((end, now));
            return _marks.TryPeek(out var oldest) ? time.GetElapsedTime(oldest.Timestamp, now) : TimeSpan.Zero;
        }
    }
}
