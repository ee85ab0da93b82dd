using Telemetry.Mqtt.Client;

namespace Telemetry.Mqtt.Tests.Client;

public sealed class IncomingExactlyOnceTests : IncomingTests
{
    [Fact]
    public void Receive_ExactlyOnceTwice_IsHandedOnOnce()
    {
        IncomingPublishes incoming = Incoming();
        ReceiveTwo(incoming, 5);
        Log.Commit(1);
        Assert.Equal("50020005", Sent());
        ReceiveTwo(incoming, 5);
        Assert.Equal("50020005", Sent());
        incoming.Release(5);
        incoming.EndRead();
        Assert.Equal("70020005", Sent());
        incoming.Release(5);
        incoming.EndRead();
        Assert.Equal("7003000592", Sent());
        Assert.True(Receiver.TryNext(out _));
        Assert.False(Receiver.TryNext(out _));
    }

    [Fact]
    public void Receive_ExactlyOnceAgainOnTheNextConnection_StillWaitsForTheFirstOnesCommit()
    {
        ReceiveTwo(Incoming(), 5);
        ReceiveTwo(Incoming(), 5);
        Assert.Equal("", Sent());
        Log.Commit(1);
        Assert.Equal("50020005" + "50020005", Sent());
        Assert.True(Receiver.TryNext(out _));
        Assert.False(Receiver.TryNext(out _));
    }

    [Fact]
    public void Receive_ExactlyOnceRefused_IsForgotten()
    {
        Receiver.Reason = ReasonCode.QuotaExceeded;
        Log.Commit(10);
        IncomingPublishes incoming = Incoming();
        ReceiveTwo(incoming, 5);
        Assert.Equal("5003000597", Sent());
        ReceiveTwo(incoming, 5);
        Assert.True(Receiver.TryNext(out _));
        Assert.True(Receiver.TryNext(out _));
    }
}
