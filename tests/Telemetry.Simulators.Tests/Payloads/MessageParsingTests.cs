using System.Text;
using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Tests.Payloads;

public class MessageParsingTests
{
    [Fact]
    public void CommandParse_Whole_IsRead() =>
        Assert.Equal(
            new CommandMessage("c1", "voice", "execute", 5000, "危险水域,请勿靠近!") { By = "x" },
            Command("""{"id":"c1","name":"voice","args":{"text":"危险水域,请勿靠近!"},"phase":"execute","by":"x","ttlMs":5000}"""));

    [Fact]
    public void CommandParse_LeastOne_HasDefaults() =>
        Assert.Equal(new CommandMessage("c1", "voice", "execute", 30_000, null), Command("""{"id":"c1","name":"voice"}"""));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("""{"name":"voice"}""")]
    [InlineData("""{"id":"c1"}""")]
    [InlineData("""{"id":7,"name":"voice"}""")]
    [InlineData("""{"id":"c1","name":"voice","ttlMs":"soon"}""")]
    [InlineData("""{"id":"c1","name":"voice","ttlMs":1.5}""")]
    public void CommandParse_Nonsense_IsNull(string text) => Assert.Null(Command(text));

    [Theory]
    [InlineData("""{"kind":"leak"}""", FaultKind.Leak, 1, null)]
    [InlineData("""{"kind":"leak","size":0.5,"duration":"10m"}""", FaultKind.Leak, 0.5, 600.0)]
    [InlineData("""{"kind":"none"}""", FaultKind.None, 1, null)]
    internal void FaultTryParse_Message_IsRead(string text, FaultKind kind, double size, double? seconds)
    {
        Assert.Null(FaultMessage.TryParse(Encoding.UTF8.GetBytes(text), out Fault? fault));
        TimeSpan? duration = seconds is { } length ? TimeSpan.FromSeconds(length) : null;
        Assert.Equal(new Fault(kind, size, duration), fault);
    }

    [Theory]
    [InlineData("leak", "not JSON")]
    [InlineData("[]", "kind")]
    [InlineData("{}", "kind")]
    [InlineData("""{"kind":5}""", "kind")]
    [InlineData("""{"kind":"earthquake"}""", "leak, intrusion, hvac, no-use")]
    [InlineData("""{"kind":"leak","size":0}""", "size")]
    [InlineData("""{"kind":"leak","size":"big"}""", "size")]
    [InlineData("""{"kind":"leak","duration":5}""", "duration")]
    [InlineData("""{"kind":"leak","duration":"soon"}""", "duration")]
    public void FaultTryParse_Nonsense_SaysWhy(string text, string why)
    {
        Assert.Contains(why, FaultMessage.TryParse(Encoding.UTF8.GetBytes(text), out Fault? fault), StringComparison.Ordinal);
        Assert.Null(fault);
    }

    private static CommandMessage? Command(string text) => CommandMessage.Parse(Encoding.UTF8.GetBytes(text));
}
