using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>The embedded broker in the worker that keeps its sessions on disk.</summary>
public sealed class OwnServer : ContractServer
{
    private readonly TemporaryFolder _folder = new();
    private WorkerProcess? _worker;

    /// <summary>What the worker leaves alone.</summary>
    public override string Root => "sim";

    public override IReadOnlyList<MqttProtocolVersion> Versions { get; } = [MqttProtocolVersion.V311, MqttProtocolVersion.V500];

    public override QualityOfService MaximumQualityOfService => QualityOfService.ExactlyOnce;

    public override bool SurvivesAKill => true;

    protected override int ProcessId => _worker!.ProcessId;

    public override async Task StartAsync() => _worker = await WorkerProcess.StartAsync(_folder.Path, Port);

    public override Task StopAsync() => _worker?.StopAsync() ?? Task.CompletedTask;

    public override void Kill() => _worker!.Kill();
}
