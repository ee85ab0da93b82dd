using System.Globalization;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>MQTT.js against the broker: sessions, QoS 2, shared subscriptions, retained messages, wills, topic aliases both ways.</summary>
public class MqttJsClientTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Application_WithMqttJs_Understands(int version)
    {
        string? node = PeerProcess.Find("node");
        string? folder = FindFolder();
        if (node is null || folder is null)
        {
            const string Missing = "MQTT.js is not installed: npm install --prefix tests/peers/mqttjs.";
            Assert.False(Environment.GetEnvironmentVariable("TELEMETRY_STRICT") == "1", Missing);
            Assert.Skip(Missing);
        }

        await using TestBroker broker = await TestBroker.StartAsync();
        await using PeerProcess process = PeerProcess.Start(
            node, [Path.Combine(folder, "client.js"), Text(broker.Port), Text(version)]);
        await process.WaitForExitAsync(TimeSpan.FromMinutes(2));
        process.Kill(); // has exited; waits for the last of its output
        Assert.True(process.ExitCode == 0, process.Output);
        Assert.Equal("ok", process.Output.Trim());
    }

    /// <summary>The folder of the peer, when MQTT.js is installed there.</summary>
    private static string? FindFolder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "tests", "peers", "mqttjs");
            if (Directory.Exists(folder))
                return Directory.Exists(Path.Combine(folder, "node_modules", "mqtt")) ? folder : null;
        }

        return null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
