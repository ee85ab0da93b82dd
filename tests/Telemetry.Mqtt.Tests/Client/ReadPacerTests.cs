using System.Net;
using System.Net.Sockets;
using Telemetry.Mqtt.Client;

namespace Telemetry.Mqtt.Tests.Client;

public sealed class ReadPacerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Socket _sender = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _receiver;

    public ReadPacerTests()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _sender.Connect(listener.LocalEndpoint);
        _receiver = listener.AcceptSocket();
    }

    public void Dispose()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public void Wait_Calm_ReadsAtOnce()
    {
        using ReadPacer pacer = Pacer();
        Assert.True(pacer.WaitAsync(0).AsTask().IsCompletedSuccessfully);
        Assert.False(pacer.IsFilling);
    }

    [Fact]
    public void Wait_FillIsZero_NeverWaits()
    {
        using ReadPacer pacer = Pacer(milliseconds: 0);
        Assert.True(pacer.WaitAsync(1_000_000).AsTask().IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_ManyMessages_WaitsAndStillSeesASingleByte(bool isEncrypted)
    {
        using ReadPacer pacer = Pacer(isEncrypted: isEncrypted);
        _sender.Send(new byte[1]);
        await pacer.WaitAsync(1_000_000).AsTask().WaitAsync(Patience);
        Assert.True(pacer.IsFilling);
        Assert.Equal(1, await _receiver.ReceiveAsync(new byte[10]).WaitAsync(Patience));
    }

    [Fact]
    public async Task Wait_NothingComesAnyMore_GoesBackToReadingAtOnce()
    {
        using ReadPacer pacer = Pacer();
        await pacer.WaitAsync(1_000).AsTask().WaitAsync(Patience);
        Assert.False(pacer.IsFilling);

        // The mark is one byte again: a read that waits is woken by it.
        Task<int> read = _receiver.ReceiveAsync(new byte[10]);
        _sender.Send(new byte[1]);
        Assert.Equal(1, await read.WaitAsync(Patience));
    }

    [Fact]
    public async Task Wait_OverAndOver_CompletesEachTime()
    {
        using ReadPacer pacer = Pacer(milliseconds: 1);
        _sender.Send(new byte[1]);
        for (int i = 0; i < 50; i++)
            await pacer.WaitAsync(1_000_000).AsTask().WaitAsync(Patience);
        Assert.True(pacer.IsFilling);
    }

    private ReadPacer Pacer(int milliseconds = 4, bool isEncrypted = false) => new(TimeSpan.FromMilliseconds(milliseconds), _receiver, isEncrypted);
}
