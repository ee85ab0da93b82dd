using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Devices cannot reach the worker. That is one incident: their silence is not judged meanwhile, because ticks say that nobody
/// could be heard.
/// </summary>
internal sealed class IngestDownCheck(IIngestState ingest, MqttOptions options, TimeProvider time) : ISelfCheck
{
    private long? _downSince;

    public string Rule => "ingest-down";

    public Severity Severity => Severity.Critical;

    public LocalizedText Title { get; } = new("接入中断，收不到任何设备的数据", "Ingest is down: no device can be heard");

    public LocalizedText Advice { get; } = new(
        "检查消息服务器（Mqtt:Host）是否在运行、网络是否通畅、账号是否有效。中断期间不判断设备是否离线；恢复后设备会补传保存的数据。",
        "See whether the broker at Mqtt:Host runs, can be reached and accepts the account. Silence of devices is not judged meanwhile; once it is back they send what they kept.");

    public string? Trouble()
    {
        if (ingest.IsUp)
        {
            _downSince = null;
            return null;
        }

        _downSince ??= time.GetTimestamp();
        TimeSpan down = time.GetElapsedTime(_downSince.Value);
        return down >= options.AlarmAfter
            ? $"{ingest.Description} has not been connected for {DurationConverter.Format(TimeSpan.FromSeconds(Math.Floor(down.TotalSeconds)))}"
            : null;
    }
}
