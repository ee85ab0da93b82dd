using System.Diagnostics;
using System.Globalization;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Packets;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>A broker that the contract suite runs against, as a process of its own that keeps its port over restarts.</summary>
public abstract class ContractServer : IAsyncLifetime
{
    public int Port { get; } = Testing.PeerProcess.FreePort();

    /// <summary>Topics of the suite begin with this.</summary>
    public virtual string Root => "contract";

    public abstract IReadOnlyList<MqttProtocolVersion> Versions { get; }

    public abstract QualityOfService MaximumQualityOfService { get; }

    /// <summary>False: what it acknowledged last may be lost when it is killed; a stop saves it (../shared/threats.md 19).</summary>
    public abstract bool SurvivesAKill { get; }

    protected abstract int ProcessId { get; }

    public abstract Task StartAsync();

    public abstract Task StopAsync();

    public abstract void Kill();

    /// <summary>The process hears and says nothing until it is continued; its connections stay.</summary>
    public void Suspend() => Signal("-STOP");

    public void Continue() => Signal("-CONT");

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    private void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [signal, ProcessId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
