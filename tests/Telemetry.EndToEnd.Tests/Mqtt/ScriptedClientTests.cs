using System.Diagnostics;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>Clients of others against the embedded broker, as scripts of their own language that check what they see.</summary>
public sealed class ScriptedClientTests(ServedBroker broker) : IClassFixture<ServedBroker>
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Telemetry.EndToEnd.Tests", "Mqtt");
    private static readonly Lazy<string?> PythonWithPaho = new(FindPython);

    [Theory]
    [InlineData("exchange", "3.1.1")]
    [InlineData("exchange", "5")]
    [InlineData("session", "3.1.1")]
    [InlineData("session", "5")]
    [InlineData("will", "3.1.1")]
    [InlineData("will", "5")]
    public async Task Paho_Scenario_SeesWhatItShould(string scenario, string version)
    {
        if (PythonWithPaho.Value is null)
            Missing.Skip("No python3 has paho.mqtt (package python3-paho-mqtt)");
        Assert.Equal("ok", await broker.RunAsync(PythonWithPaho.Value!, "-B", Path.Combine(Folder, "paho", $"paho_{scenario}.py"), broker.PortText, version));
    }

    [Theory]
    [InlineData("exchange", "3.1.1")]
    [InlineData("exchange", "5")]
    [InlineData("session", "3.1.1")]
    [InlineData("session", "5")]
    [InlineData("will", "3.1.1")]
    [InlineData("will", "5")]
    public async Task MqttJs_Scenario_SeesWhatItShould(string scenario, string version)
    {
        string node = Missing.Need("node", "nodejs");
        if (!Directory.Exists(Path.Combine(Folder, "mqttjs", "node_modules", "mqtt")))
            Missing.Skip("MQTT.js is not installed (npm ci in tests/Telemetry.EndToEnd.Tests/Mqtt/mqttjs)");
        Assert.Equal("ok", await broker.RunAsync(node, Path.Combine(Folder, "mqttjs", $"{scenario}.js"), broker.PortText, version));
    }

    /// <summary>The first in the path may be another than Debian's.</summary>
    private static string? FindPython()
    {
        foreach (string candidate in new[] { PeerProcess.Find("python3"), "/usr/bin/python3" }.OfType<string>().Where(File.Exists).Distinct())
        {
            using var probe = Process.Start(new ProcessStartInfo(candidate, ["-c", "import paho.mqtt.client"]) { RedirectStandardError = true })!;
            probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            if (probe.ExitCode == 0)
                return candidate;
        }

        return null;
    }
}
