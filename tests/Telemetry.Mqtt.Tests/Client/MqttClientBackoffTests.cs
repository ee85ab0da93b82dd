using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Mqtt.Client;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>A server that accepts and closes at once, in a time that the test makes pass.</summary>
public sealed class MqttClientBackoffTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ScriptedServer _server = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("")] // closed before CONNACK
    [InlineData("20 03 00 89 00")] // refused
    [InlineData("20 03 00 00 00")] // accepted, then closed
    [InlineData("20 03 00 00 00 e0 01 8e")] // taken over by another
    public async Task Connect_EndedAtOnceEachTime_WaitsLongerEachTime(string answer)
    {
        using var waits = new SemaphoreSlim(0);
        await using var client = new MqttClient(
            new MqttClientOptions { Port = _server.Port, ReconnectDelay = TimeSpan.FromSeconds(1), ReconnectDelayMaximum = TimeSpan.FromSeconds(60) },
            null, _time, NullLogger<MqttClient>.Instance);
        client.StateChanged += (state, _) =>
        {
            if (state == MqttConnectionState.Waiting)
                waits.Release();
        };
        await client.StartAsync(default);
        foreach (int longest in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            using (ScriptedServer.Connection connection = await _server.AcceptAsync())
            {
                await connection.ReadAsync();
                await connection.SendAsync(answer);
            }

            Assert.True(await waits.WaitAsync(Patience));

            // Half of the delay is random, the other half is certain.
            await AdvanceAsync(TimeSpan.FromSeconds(longest * 0.49));
            Assert.Equal(MqttConnectionState.Waiting, client.State);
            Assert.False(_server.HasPending);
            await AdvanceAsync(TimeSpan.FromSeconds(longest * 0.52));
        }
    }

    /// <summary>The delay begins just after the state says so.</summary>
    private async Task AdvanceAsync(TimeSpan time)
    {
        while (_time.Timers == 0)
            await Task.Yield();
        _time.Advance(time);
    }
}
