using System.Globalization;
using Telemetry.Testing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>Debian's python3-paho-mqtt against the broker: sessions, QoS 2, shared subscriptions, retained messages, wills, request and response.</summary>
public class PahoClientTests
{
    private const string Python = "/usr/bin/python3";

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Application_WithPaho_Understands(int version)
    {
        await RequirePahoAsync();
        await using TestBroker broker = await TestBroker.StartAsync();
        await using PeerProcess process = PeerProcess.Start(
            Python,
            [Path.Combine(AppContext.BaseDirectory, "Broker", "paho_client.py"), Text(broker.Port), Text(version)]);
        await process.WaitForExitAsync(TimeSpan.FromMinutes(2));
        process.Kill(); // has exited; waits for the last of its output
        Assert.True(process.ExitCode == 0, process.Output);
        Assert.Equal("ok", process.Output.Trim());
        Assert.Equal(0, broker.Statistics.Refused(Telemetry.Mqtt.Broker.RefusalStage.Connection, ReasonCode.ProtocolError));
    }

    private static async Task RequirePahoAsync()
    {
        bool isThere = false;
        if (File.Exists(Python))
        {
            await using PeerProcess probe = PeerProcess.Start(Python, ["-c", "import paho.mqtt.client"]);
            await probe.WaitForExitAsync(TimeSpan.FromMinutes(1));
            isThere = probe.ExitCode == 0;
        }

        if (isThere)
            return;
        const string Missing = "python3-paho-mqtt is not installed.";
        Assert.False(Environment.GetEnvironmentVariable("TELEMETRY_STRICT") == "1", Missing);
        Assert.Skip(Missing);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
