using System.Globalization;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Harness;

/// <summary>mosquitto_pub and mosquitto_sub, as a user has them.</summary>
internal static class MosquittoClient
{
    /// <summary>Publishes one message at QoS 1 and returns the exit code and what was printed.</summary>
    public static async Task<(int ExitCode, string Output)> PublishAsync(int port, string topic, string payload, params string[] arguments)
    {
        string program = Missing.Need("mosquitto_pub", "mosquitto-clients");
        await using PeerProcess process = PeerProcess.Start(program, ["-p", Text(port), "-q", "1", "-t", topic, "-m", payload, .. arguments]);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, process.Output);
    }

    /// <summary>Publishes a file.</summary>
    public static async Task PublishFileAsync(int port, string topic, string file)
    {
        string program = Missing.Need("mosquitto_pub", "mosquitto-clients");
        await using PeerProcess process = PeerProcess.Start(program, ["-p", Text(port), "-q", "1", "-t", topic, "-f", file]);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(30));
        Assert.True(process.ExitCode == 0, process.Output);
    }

    /// <summary>Subscribes, and prints each message as <c>topic payload</c>.</summary>
    public static PeerProcess Subscribe(int port, string filter, params string[] arguments) =>
        PeerProcess.Start(Missing.Need("mosquitto_sub", "mosquitto-clients"), ["-p", Text(port), "-q", "1", "-v", "-t", filter, .. arguments]);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
