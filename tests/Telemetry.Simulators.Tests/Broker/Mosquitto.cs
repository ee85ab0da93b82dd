using System.Text;
using Telemetry.Testing;

namespace Telemetry.Simulators.Tests.Broker;

/// <summary>A real mosquitto, and mosquitto_sub and mosquitto_pub to look at what the simulators do.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PeerProcess> _watchers = [];
    private PeerProcess? _broker;

    private Mosquitto()
    {
    }

    public int Port { get; } = PeerProcess.FreePort();

    /// <summary>Skips the test when mosquitto is missing; fails it in strict runs.</summary>
    public static async Task<Mosquitto> StartAsync(string? passwordOfUser = null)
    {
        if (new[] { "mosquitto", "mosquitto_sub", "mosquitto_pub" }.FirstOrDefault(program => PeerProcess.Find(program) is null) is { } missing)
        {
            if (Environment.GetEnvironmentVariable("TELEMETRY_STRICT") == "1")
                Assert.Fail($"{missing} is not installed");
            Assert.Skip($"{missing} is not installed");
        }

        var mosquitto = new Mosquitto();
        string access = "allow_anonymous true\n";
        if (passwordOfUser is not null)
        {
            File.WriteAllText(mosquitto._folder["passwords"], "user:" + passwordOfUser + "\n");
            await using PeerProcess hash = PeerProcess.Start(PeerProcess.Find("mosquitto_passwd")!, ["-U", mosquitto._folder["passwords"]]);
            await Wait.UntilAsync(() => hash.HasExited, () => hash.Output);
            access = $"allow_anonymous false\npassword_file {mosquitto._folder["passwords"]}\n";
        }

        File.WriteAllText(
            mosquitto._folder["mosquitto.conf"],
            $"user root\nlistener {mosquitto.Port} 127.0.0.1\nmax_queued_messages 0\npersistence true\npersistence_location {mosquitto._folder.Path}/\n{access}");
        await mosquitto.BeginAsync();
        return mosquitto;
    }

    public async Task BeginAsync()
    {
        _broker = PeerProcess.Start(PeerProcess.Find("mosquitto")!, ["-c", _folder["mosquitto.conf"]]);
        await _broker.WaitForPortAsync(Port);
    }

    /// <summary>Stops it as an operator does: sessions and retained messages are on disk.</summary>
    public async Task EndAsync() => await _broker!.DisposeAsync();

    /// <summary>Prints every message as topic, retain flag and payload (hexadecimal when asked), separated by tabs.</summary>
    public async Task<PeerProcess> WatchAsync(string filter, bool hexadecimal = false)
    {
        // Without stdbuf its output would wait until a block is full.
        PeerProcess watcher = PeerProcess.Start(
            "stdbuf",
            ["-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", $"{Port}", "-i", $"watcher-{_watchers.Count}", "-c", "-q", "1", "-d", "-t", filter, "-F", hexadecimal ? "%t\t%r\t%x" : "%t\t%r\t%p"]);
        _watchers.Add(watcher);
        await Wait.UntilAsync(() => watcher.Output.Contains("SUBACK", StringComparison.Ordinal), () => watcher.Output);
        return watcher;
    }

    public async Task PublishAsync(string topic, string payload)
    {
        await using PeerProcess publisher = PeerProcess.Start(
            PeerProcess.Find("mosquitto_pub")!, ["-h", "127.0.0.1", "-p", $"{Port}", "-q", "1", "-t", topic, "-m", payload]);
        await Wait.UntilAsync(() => publisher.HasExited, () => publisher.Output);
        Assert.Equal(0, publisher.ExitCode);
    }

    /// <summary>The messages a watcher has seen on topics with this end.</summary>
    public static List<(string Topic, bool Retained, string Payload)> Messages(PeerProcess watcher, string topicPart) =>
        [.. watcher.Output.Split('\n')
            .Select(line => line.Split('\t'))
            .Where(parts => parts.Length == 3 && parts[0].Contains(topicPart, StringComparison.Ordinal))
            .Select(parts => (parts[0], parts[1] == "1", parts[2].TrimEnd('\r')))];

    public static string Describe(PeerProcess watcher) => new StringBuilder(watcher.Output).ToString();

    public async ValueTask DisposeAsync()
    {
        foreach (PeerProcess watcher in _watchers)
            await watcher.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        _folder.Dispose();
    }
}
