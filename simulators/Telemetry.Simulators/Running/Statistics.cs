namespace Telemetry.Simulators.Running;

/// <summary>What the simulators did since their start. Written from any thread.</summary>
internal sealed class Statistics
{
    private long _samples;
    private long _events;
    private long _snapshots;
    private long _replies;
    private long _acknowledged;
    private long _refused;
    private long _lost;
    private long _dropped;
    private long _malformedCommands;

    /// <summary>Samples taken.</summary>
    public long Samples => Interlocked.Read(ref _samples);

    /// <summary>Events raised.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Pictures taken.</summary>
    public long Snapshots => Interlocked.Read(ref _snapshots);

    /// <summary>Replies to commands.</summary>
    public long Replies => Interlocked.Read(ref _replies);

    /// <summary>Messages that the broker acknowledged; an array of kept samples is one.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Messages that the broker refused.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Messages whose answer never came because the device was closed or silenced.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Samples, events and pictures that no longer fitted into a disconnected device's memory.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Commands that could not be read.</summary>
    public long MalformedCommands => Interlocked.Read(ref _malformedCommands);

    public void CountSample() => Interlocked.Increment(ref _samples);

    public void CountEvent() => Interlocked.Increment(ref _events);

    public void CountSnapshot() => Interlocked.Increment(ref _snapshots);

    public void CountReply() => Interlocked.Increment(ref _replies);

    public void CountDropped(int count) => Interlocked.Add(ref _dropped, count);

    public void CountMalformedCommand() => Interlocked.Increment(ref _malformedCommands);

    public void Count(PublishOutcome outcome)
    {
        switch (outcome)
        {
            case PublishOutcome.Acknowledged:
                Interlocked.Increment(ref _acknowledged);
                break;
            case PublishOutcome.Refused:
                Interlocked.Increment(ref _refused);
                break;
            default:
                Interlocked.Increment(ref _lost);
                break;
        }
    }

    public override string ToString()
    {
        string text = $"{Samples} samples, {Events} events, {Snapshots} snapshots, {Replies} replies; {Acknowledged} messages acknowledged";
        foreach ((long count, string what) in new[] { (Refused, "refused"), (Lost, "lost"), (Dropped, "dropped"), (MalformedCommands, "malformed commands") })
        {
            if (count > 0)
                text += $", {count} {what}";
        }

        return text;
    }
}
