using System.Globalization;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Mqtt;
using Telemetry.Mqtt.Packets;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Mqtt;

/// <summary>Debian's nats-server (2.9) with JetStream: MQTT 3.1.1 without QoS 2.</summary>
public sealed class NatsServer : ContractServer
{
    private readonly TemporaryFolder _folder = new();
    private readonly int _natsPort = PeerProcess.FreePort();
    private PeerProcess? _process;

    public override IReadOnlyList<MqttProtocolVersion> Versions { get; } = [MqttProtocolVersion.V311];

    public override QualityOfService MaximumQualityOfService => QualityOfService.AtLeastOnce;

    public override bool SurvivesAKill => true;

    protected override int ProcessId => _process!.ProcessId;

    public override async Task StartAsync()
    {
        string program = Missing.Need("nats-server", "nats-server");
        await File.WriteAllTextAsync(_folder["nats.conf"], string.Create(CultureInfo.InvariantCulture, $$"""
            listen: "127.0.0.1:{{_natsPort}}"
            server_name: contract
            jetstream { store_dir: "{{_folder["store"]}}" }
            mqtt { listen: "127.0.0.1:{{Port}}", max_ack_pending: 1000 }
            """));
        _process = PeerProcess.Start(program, ["-c", _folder["nats.conf"]]);
        await _process.WaitForPortAsync(Port);
    }

    public override Task StopAsync() => _process?.StopAsync() ?? Task.CompletedTask;

    public override void Kill() => _process!.Kill();
}
