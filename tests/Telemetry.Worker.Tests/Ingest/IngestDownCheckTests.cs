using Telemetry.Alerting.Rules;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class IngestDownCheckTests : IIngestState
{
    public bool IsUp { get; private set; } = true;

    public string Description => "broker:1883";

    [Fact]
    public void Down_LongerThanAlarmAfter_IsTroubleUntilItIsBack()
    {
        var time = new ManualTimeProvider();
        var check = new IngestDownCheck(this, new MqttOptions { AlarmAfter = TimeSpan.FromSeconds(30) }, time);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(check.Trouble());

        IsUp = false;
        Assert.Null(check.Trouble());
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Null(check.Trouble());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("broker:1883 has not been connected for 30s", check.Trouble());

        IsUp = true;
        Assert.Null(check.Trouble());
        IsUp = false;
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Null(check.Trouble());
    }

    [Fact]
    public void Check_SaysWhatToDoInBothLanguages()
    {
        var check = new IngestDownCheck(this, new MqttOptions(), new ManualTimeProvider());
        Assert.Equal(("ingest-down", Severity.Critical), (check.Rule, check.Severity));
        Assert.All([check.Title.Zh, check.Title.En, check.Advice.Zh, check.Advice.En], text => Assert.False(string.IsNullOrWhiteSpace(text)));
    }
}
