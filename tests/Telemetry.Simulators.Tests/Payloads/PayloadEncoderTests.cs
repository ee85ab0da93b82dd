using System.Text;
using System.Text.Json;
using Telemetry.Simulators.Cameras;
using Telemetry.Simulators.Devices;
using Telemetry.Simulators.Payloads;
using Telemetry.Simulators.Tests.Support;

namespace Telemetry.Simulators.Tests.Payloads;

public sealed class PayloadEncoderTests : IDisposable
{
    private readonly PayloadEncoder _encoder = new();

    public void Dispose() => _encoder.Dispose();

    [Fact]
    public void Telemetry_Reading_IsTheNativePayload()
    {
        var reading = new Reading();
        reading.Add("primary_supply_pressure", 0.82);
        reading.Add("camera_ok", true);
        reading.Add("speaker_ok", false);
        reading.Add("phase", "fruiting");
        Assert.Equal(
            """{"ts":1763700000123,"seq":42,"primary_supply_pressure":0.82,"camera_ok":true,"speaker_ok":false,"phase":"fruiting"}""",
            Encoding.UTF8.GetString(_encoder.Telemetry(1763700000123, 42, reading)));
    }

    [Fact]
    public void Telemetry_EveryDevice_IsValidJsonWithoutRoundingNoise()
    {
        foreach (var device in new[] { Runs.Station(), Runs.Cabin(), Runs.Camera() })
        {
            DeviceModel model = Runs.Create(device);
            Runs.Sample(model, Runs.Start, TimeSpan.FromHours(2), (at, reading) =>
            {
                byte[] payload = _encoder.Telemetry(at, 1, reading);
                using JsonDocument document = JsonDocument.Parse(payload);
                Assert.Equal(reading.Fields.Count + 2, document.RootElement.EnumerateObject().Count());
                Assert.Equal(at, document.RootElement.GetProperty("ts").GetInt64());
                Assert.All(
                    document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number),
                    p => Assert.InRange(p.Value.GetRawText().Length, 1, 19));
                Assert.All(
                    document.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number).Skip(2),
                    p => Assert.InRange(p.Value.GetRawText().Length, 1, 7));
            });
        }
    }

    [Fact]
    public void Event_Intrusion_HasAllFields() =>
        Assert.Equal(
            """{"ts":1763700000123,"event":"intrusion","zone":"bank-1","confidence":0.91,"frames":10,"dwell_ms":400,"track":"t7","age_class":"child","snapshot":"cam-09-1763700000123"}""",
            Encoding.UTF8.GetString(_encoder.Event(
                new Sighting(1763700000123, "intrusion", "bank-1", 0.91, 10, 400, "t7", "child", "cam-09-1763700000123"))));

    [Fact]
    public void Event_NoSnapshot_LeavesItOut() =>
        Assert.DoesNotContain("snapshot", Encoding.UTF8.GetString(_encoder.Event(
            new Sighting(1, "cleared", "bank-1", 1, 3, 5000, "t7", "adult", null))), StringComparison.Ordinal);

    [Fact]
    public void Status_Online_HasItsTime() =>
        Assert.Equal("""{"online":true,"ts":5}""", Encoding.UTF8.GetString(_encoder.Status(true, 5)));

    [Fact]
    public void Will_Always_SaysOffline() => Assert.Equal("""{"online":false}""", Encoding.UTF8.GetString(PayloadEncoder.Will()));

    [Fact]
    public void Reply_Done_HasNoDetail() =>
        Assert.Equal("""{"id":"c1","state":"done","ts":5}""", Encoding.UTF8.GetString(_encoder.Reply(new CommandReply("c1", "done", null, 5))));

    [Fact]
    public void Reply_StrangeId_IsEscaped()
    {
        using JsonDocument document = JsonDocument.Parse(_encoder.Reply(new CommandReply("a\"b\\\n水", "refused", "why", 5)));
        Assert.Equal("a\"b\\\n水", document.RootElement.GetProperty("id").GetString());
        Assert.Equal("why", document.RootElement.GetProperty("detail").GetString());
    }

    [Fact]
    public void Join_Several_IsAnArray()
    {
        byte[] joined = PayloadEncoder.Join([_encoder.Status(true, 1), _encoder.Status(true, 2), _encoder.Status(true, 3)]);
        Assert.Equal("""[{"online":true,"ts":1},{"online":true,"ts":2},{"online":true,"ts":3}]""", Encoding.UTF8.GetString(joined));
    }

    [Fact]
    public void Join_One_StaysAnObject()
    {
        byte[] one = _encoder.Status(true, 1);
        Assert.Same(one, PayloadEncoder.Join([one]));
    }
}
