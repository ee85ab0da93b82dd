using System.Globalization;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary><c>telemetry broker serve</c>, for the clients of others.</summary>
public sealed class ServedBroker : IAsyncLifetime
{
    private PeerProcess? _process;

    public int Port { get; } = PeerProcess.FreePort();

    public string PortText => Port.ToString(CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        _process = PeerProcess.Start("dotnet", [WorkerProcess.Assembly, "broker", "serve", $"--Mqtt:Port={PortText}"]);
        await _process.WaitForPortAsync(Port);
    }

    /// <summary>Runs a foreign client to its end; its exit code has to be 0.</summary>
    /// <returns>What it printed, without the last line break.</returns>
    internal async Task<string> RunAsync(string program, params string[] arguments)
    {
        await using PeerProcess process = PeerProcess.Start(program, arguments);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{process.Output}\n{_process!.Output}");
        return process.Output.TrimEnd();
    }

    public async ValueTask DisposeAsync() => await _process!.DisposeAsync();
}
