using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Client;

public sealed class IncomingAllocationTests : IncomingTests
{
    [Fact]
    public void ReceiveAndAcknowledge_InSteadyState_AllocatesNothingPerMessage()
    {
        var counting = new CountingReceiver();
        IncomingPublishes incoming = Incoming(receiver: counting);
        for (int i = 0; i < 10; i++)
            Pass();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            Pass();

        // Ten writes for 2,000 messages; a debug build allocates the state machine of each write.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
        Assert.Equal(20 * 200, counting.Count);

        void Pass()
        {
            Discard();
            for (ushort id = 1; id <= 200; id++)
                incoming.Receive(new PublishPacket { Topic = "a"u8, QualityOfService = QualityOfService.AtLeastOnce, PacketId = id });
            incoming.EndRead();
            incoming.Acknowledge();
        }
    }

    private sealed class CountingReceiver : IPublishReceiver, IDurableLog
    {
        private long _committed;

        public int Count { get; private set; }

        public long CommittedPosition => _committed;

        public void Await(PublishOrigin origin) => _committed = Count;

        public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Receipt Receive(in PublishView publish, PublishOrigin origin) => new(this, Count++);
    }
}
