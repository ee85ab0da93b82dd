namespace Telemetry.Mqtt.Broker;

/// <summary>
/// Decides whether to let the socket fill before the next read. A busy connection whose reads bring one or two messages
/// each spends its time in system calls; one that waits for its acknowledgement must not be held up. The two look alike
/// until one has waited: so it tries, and stays away for longer each time that the wait brought nothing.
/// </summary>
internal sealed class ReadFill(TimeSpan wait, TimeProvider time)
{
    private const int FewMessages = 4;
    private const int BusyReads = 16;
    private const int CalmCredit = 4;
    private const int LongestRest = 1 << 14;

    private static readonly TimeSpan BusyInterval = TimeSpan.FromMilliseconds(0.5);

    private long _lastRead;
    private int _busy;
    private int _rest;
    private int _nextRest = BusyReads;

    /// <summary>True when the next read should come only after the wait.</summary>
    public bool IsFilling { get; private set; }

    /// <summary>Notes what a read brought.</summary>
    public void OnRead(int messages)
    {
        if (wait == TimeSpan.Zero)
            return;
        long now = time.GetTimestamp();
        bool isBusy = time.GetElapsedTime(_lastRead, now) < BusyInterval;
        _lastRead = now;
        if (IsFilling)
        {
            if (messages >= FewMessages)
            {
                _nextRest = BusyReads;
                return;
            }

            IsFilling = false;
            _rest = _nextRest;
            _nextRest = Math.Min(_nextRest * 2, LongestRest);
            _busy = 0;
            return;
        }

        if (_rest > 0)
        {
            _rest--;
            return;
        }

        // One pause is no calm: a sender's own timer makes some.
        _busy = isBusy && messages is > 0 and < FewMessages ? _busy + 1 : Math.Max(0, _busy - CalmCredit);
        IsFilling = _busy >= BusyReads;
    }
}
