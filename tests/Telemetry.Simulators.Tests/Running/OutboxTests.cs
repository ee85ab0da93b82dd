using System.Text;
using System.Text.Json;
using Telemetry.Simulators.Running;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Running;

public class OutboxTests
{
    private readonly Statistics _statistics = new();
    private readonly List<Exception> _failures = [];
    private readonly FakeConnector _connector = new();
    private readonly Outbox _outbox;
    private readonly FakeConnection _connection;

    public OutboxTests()
    {
        _outbox = new Outbox("city/daiwan/water-safety/cam-09", _statistics, _failures.Add);
        _outbox.Connection = _connector.Open(new ConnectionPlan("cam-09", null, default, []), new DeafListener());
        _connection = _connector["cam-09"];
    }

    [Fact]
    public void Sample_Connected_LeavesAtOnceAsAnObject()
    {
        _connection.Connect();
        _outbox.Sample(Object(1));
        Assert.Equal("city/daiwan/water-safety/cam-09/telemetry", Assert.Single(_connection.Published).Topic);
        Assert.Equal(["""{"n":1}"""], _connection.TextsOn("/telemetry"));
        Assert.Equal(1, _statistics.Acknowledged);
    }

    [Fact]
    public void Flush_AfterAReconnect_SendsPicturesThenEventsThenSamplesAsArrays()
    {
        for (int i = 0; i < 3; i++)
            _outbox.Sample(Object(i));
        _outbox.Snapshot("p1", [1, 2, 3]);
        _outbox.Event(Object(10));
        _outbox.Event(Object(11));
        Assert.Empty(_connection.Published);

        _connection.Connect();
        _outbox.Flush();
        Assert.Equal(["snapshot/p1", "event", "telemetry"], _connection.Published.Select(p => p.Topic["city/daiwan/water-safety/cam-09/".Length..]));
        Assert.Equal(["""[{"n":10},{"n":11}]"""], _connection.TextsOn("/event"));
        Assert.Equal(["""[{"n":0},{"n":1},{"n":2}]"""], _connection.TextsOn("/telemetry"));
        Assert.Equal(0, _statistics.Dropped);
    }

    [Fact]
    public void Sample_WeekWithoutConnection_KeepsTheNewestDay()
    {
        for (int i = 0; i < Outbox.KeptSamples + 500; i++)
            _outbox.Sample(Object(i));
        Assert.Equal(500, _statistics.Dropped);
        _connection.Connect();
        _outbox.Flush();
        int[] sent = [.. _connection.TextsOn("/telemetry").SelectMany(text =>
            JsonDocument.Parse(text).RootElement.EnumerateArray().Select(e => e.GetProperty("n").GetInt32()))];
        Assert.Equal(Enumerable.Range(500, Outbox.KeptSamples), sent);
        Assert.All(_connection.Published, p => Assert.InRange(p.Payload.Length, 1, 256 * 1024));
    }

    [Fact]
    public void Sample_BrokerDoesNotAnswer_StopsSendingAndKeeps()
    {
        _connection.HoldsAnswers = true;
        _connection.Connect();
        for (int i = 0; i < 40; i++)
            _outbox.Sample(Object(i));
        Assert.Equal(16, _connection.Published.Count);
        _connection.Release();
        _connection.HoldsAnswers = false;
        _outbox.Sample(Object(40));
        Assert.Equal(17, _connection.Published.Count);
        using JsonDocument rest = JsonDocument.Parse(_connection.Published[^1].Payload);
        Assert.Equal(25, rest.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task StatusAsync_Always_IsRetained()
    {
        _connection.Connect();
        Assert.Equal(PublishOutcome.Acknowledged, await _outbox.StatusAsync(Object(1)));
        Assert.True(Assert.Single(_connection.Published).Retain);
        _outbox.Sample(Object(2));
        Assert.False(_connection.Published[1].Retain);
    }

    [Fact]
    public void Publish_Refused_IsCounted()
    {
        _connection.Connect();
        _connection.Answer = PublishOutcome.Refused;
        _outbox.Sample(Object(1));
        Assert.Equal((0, 1), (_statistics.Acknowledged, _statistics.Refused));
    }

    [Fact]
    public async Task Publish_UnexpectedError_IsHandedOn()
    {
        var error = new InvalidOperationException("a bug");
        _outbox.Connection = new FailingConnection(error);
        _outbox.Sample(Object(1));
        Assert.Same(error, Assert.Single(_failures));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _outbox.StatusAsync(Object(1)));
    }

    [Fact]
    public void Forget_Kept_IsCountedAsDropped()
    {
        _outbox.Sample(Object(1));
        _outbox.Event(Object(2));
        _outbox.Forget();
        _connection.Connect();
        _outbox.Flush();
        Assert.Empty(_connection.Published);
        Assert.Equal(2, _statistics.Dropped);
    }

    private static byte[] Object(int n) => Encoding.UTF8.GetBytes($$"""{"n":{{n}}}""");

    private sealed class DeafListener : IConnectionListener
    {
        public void Connected()
        {
        }

        public void Disconnected(string reason)
        {
        }

        public void Received(string topic, byte[] payload)
        {
        }
    }

    private sealed class FailingConnection(Exception error) : IDeviceConnection
    {
        public bool IsConnected => true;

        public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<PublishOutcome> PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain) => Task.FromException<PublishOutcome>(error);

        public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task AbortAsync() => Task.CompletedTask;
    }
}
