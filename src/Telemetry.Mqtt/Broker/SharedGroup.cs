namespace Telemetry.Mqtt.Broker;

/// <summary>The clients that share one subscription: a group's name and a filter (MQTT 5.0, section 4.8.2).</summary>
internal sealed class SharedGroup(byte[] filter)
{
    private int _turn;
    private int _members;

    /// <summary>The whole filter, <c>$share/group/filter</c>.</summary>
    public byte[] Filter => filter;

    /// <summary>Sessions that have subscribed. Written under the lock of <see cref="SharedGroups"/>.</summary>
    public int Members
    {
        get => Volatile.Read(ref _members);
        set => Volatile.Write(ref _members, value);
    }

    /// <summary>Whose turn it is among so many.</summary>
    public int NextTurn(int count) => (int)((uint)Interlocked.Increment(ref _turn) % (uint)count);
}
