using System.Net.Sockets;
using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Broker;

public sealed class AcknowledgementRingTests : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ManualLog _log = new();
    private readonly ManualLog _other = new();
    private readonly Outbox _outbox;
    private readonly AcknowledgementRing _ring;

    public AcknowledgementRingTests()
    {
        _outbox = new Outbox(_socket, new BrokerStatistics(), TimeProvider.System, limit: 1 << 20);
        _ring = new AcknowledgementRing(_outbox) { HasReasons = true };
    }

    public void Dispose() => _socket.Dispose();

    [Fact]
    public void Drain_HeadNotDurable_HoldsBackWhatIsBehindIt()
    {
        Add(1, new Receipt(_log, 5));
        Add(2, default);
        Assert.Same(_log, _ring.Drain());
        Assert.Equal(0, _outbox.Pending);
        _log.Commit(5);
        Assert.Null(_ring.Drain());
        Assert.Equal(8, _outbox.Pending);
        Assert.Equal(0, _ring.Count);
    }

    [Fact]
    public void Drain_TwoReceipts_WaitsForBoth()
    {
        Add(1, new Receipt(_log, 0), new Receipt(_other, 0));
        _log.Commit(0);
        Assert.Same(_other, _ring.Drain());
        _other.Commit(0);
        Assert.Null(_ring.Drain());
    }

    [Fact]
    public void Add_ThousandsBeforeACommit_GrowsAndKeepsOrder()
    {
        for (int i = 1; i <= 5_000; i++)
            Add((ushort)i, new Receipt(_log, i));
        _log.Commit(3_000);
        Assert.Same(_log, _ring.Drain());
        Assert.Equal(2_000, _ring.Count);
        Assert.Equal(3_000 * 4, _outbox.Pending);
        _log.Commit(5_000);
        Assert.Null(_ring.Drain());
        Assert.Equal(0, _ring.Publishes);
    }

    [Fact]
    public void Add_AllDurable_WritesInsteadOfGrowing()
    {
        for (int i = 1; i <= 1_000; i++)
            Add((ushort)i, default);
        Assert.True(_ring.Count < 100);
        Assert.True(_outbox.Pending > 900 * 4);
    }

    [Fact]
    public void Publishes_PacketsOfOtherKinds_DoNotCount()
    {
        Add(1, new Receipt(_log, 0));
        _ring.Add(new PendingAcknowledgement { Packet = [0x90, 3, 0, 1, 0], Kept = new Receipt(_log, 1) });
        Assert.Equal(2, _ring.Count);
        Assert.Equal(1, _ring.Publishes);
        _log.Commit(1);
        _ring.Drain();
        Assert.Equal(9, _outbox.Pending);
    }

    private void Add(ushort packetId, Receipt received, Receipt kept = default) =>
        _ring.Add(new PendingAcknowledgement { Type = PacketType.Puback, PacketId = packetId, Received = received, Kept = kept });
}
