using System.Globalization;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>Debian's mosquitto with persistence: it saves when it is stopped, and loses what came since when it is killed.</summary>
public sealed class MosquittoServer : ContractServer
{
    private readonly TemporaryFolder _folder = new();
    private PeerProcess? _process;

    public override IReadOnlyList<MqttProtocolVersion> Versions { get; } = [MqttProtocolVersion.V311, MqttProtocolVersion.V500];

    public override QualityOfService MaximumQualityOfService => QualityOfService.ExactlyOnce;

    public override bool SurvivesAKill => false;

    protected override int ProcessId => _process!.ProcessId;

    public override async Task StartAsync()
    {
        string program = Missing.Need("mosquitto", "mosquitto");
        await File.WriteAllTextAsync(_folder["mosquitto.conf"], string.Create(CultureInfo.InvariantCulture, $"""
            user root
            listener {Port} 127.0.0.1
            allow_anonymous true
            max_queued_messages 0
            max_inflight_messages 0
            persistence true
            persistence_location {_folder.Path}/
            """));
        _process = PeerProcess.Start(program, ["-c", _folder["mosquitto.conf"]]);
        await _process.WaitForPortAsync(Port);
    }

    public override Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    public override void Kill() => _process!.Kill();
}
