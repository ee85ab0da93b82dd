namespace Telemetry.Readings.Tests;

public sealed class RejectReasonsTests
{
    [Theory]
    [InlineData(RejectReason.None, "none")]
    [InlineData(RejectReason.MalformedJson, "malformed-json")]
    [InlineData(RejectReason.InvalidUtf8, "invalid-utf8")]
    [InlineData(RejectReason.NotAnObject, "not-an-object")]
    [InlineData(RejectReason.WrongDirection, "wrong-direction")]
    public void Label_Reason_IsKebabCase(RejectReason reason, string label)
    {
        Assert.Equal(label, reason.Label());
        Assert.True(RejectReasons.TryParse(label, out RejectReason parsed));
        Assert.Equal(reason, parsed);
    }

    [Fact]
    public void Labels_Differ() =>
        Assert.Equal(RejectReasons.Count, Enum.GetValues<RejectReason>().Select(r => r.Label()).Distinct().Count());

    [Fact]
    public void TryParse_UnknownLabel_IsRefused() => Assert.False(RejectReasons.TryParse("bad-luck", out _));

    [Fact]
    public void ToRejectReason_EveryLookup_HasItsOwn()
    {
        Assert.Equal(
            [RejectReason.None, RejectReason.UnknownTopic, RejectReason.UnknownDevice, RejectReason.WrongArea, RejectReason.WrongSystem],
            Enum.GetValues<TopicLookup>().Select(l => l.ToRejectReason()));
    }

    [Fact]
    public void ByReason_Counts_AreTheSumOfAll()
    {
        var one = default(DeviceFaultCounts);
        foreach (DeviceFault fault in Enum.GetValues<DeviceFault>())
            one[fault] = (int)fault + 1;

        Assert.Equal(Enum.GetValues<DeviceFault>().Select(fault => 2L * ((int)fault + 1)), (one + one).ByReason().Select(p => p.Value));
        Assert.Equal("wrong-type", one.ByReason().First().Key);
        Assert.False(one.IsZero);
    }

    [Fact]
    public void PayloadOptions_OutOfRange_NamesTheOption()
    {
        PayloadOptions[] bad =
        [
            new() { MaximumBytes = 255 }, new() { MaximumTextBytes = 0 }, new() { MaximumFuture = TimeSpan.FromDays(2) }, new() { Earliest = DateTimeOffset.MinValue },
            new() { MessagesPerSecond = 0 }, new() { MessageBurst = 0 }, new() { MaximumSkew = TimeSpan.Zero }, new() { SkewWindow = TimeSpan.FromSeconds(1) },
        ];

        Assert.Equal(
            [
                nameof(PayloadOptions.MaximumBytes), nameof(PayloadOptions.MaximumTextBytes), nameof(PayloadOptions.MaximumFuture), nameof(PayloadOptions.Earliest),
                nameof(PayloadOptions.MessagesPerSecond), nameof(PayloadOptions.MessageBurst), nameof(PayloadOptions.MaximumSkew), nameof(PayloadOptions.SkewWindow),
            ],
            bad.Select(options => Assert.Throws<ArgumentOutOfRangeException>(() => new PayloadDecoder(options)).ParamName));
    }
}
