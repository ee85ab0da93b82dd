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
        var one = new DeviceFaultCounts { WrongType = 1, NotFinite = 2, OutOfRange = 3, UnknownField = 4, SuspectTime = 5, EmptySample = 6, UnknownEvent = 7 };

        Assert.Equal([2, 4, 6, 8, 10, 12, 14], (one + one).ByReason().Select(p => p.Value));
        Assert.Equal("wrong-type", one.ByReason().First().Key);
        Assert.False(one.IsZero);
    }

    [Fact]
    public void PayloadOptions_OutOfRange_NamesTheOption()
    {
        PayloadOptions[] bad =
        [
            new() { MaximumBytes = 255 }, new() { MaximumTextBytes = 0 }, new() { MaximumFuture = TimeSpan.FromDays(2) }, new() { Earliest = DateTimeOffset.MinValue },
        ];

        Assert.Equal(
            [nameof(PayloadOptions.MaximumBytes), nameof(PayloadOptions.MaximumTextBytes), nameof(PayloadOptions.MaximumFuture), nameof(PayloadOptions.Earliest)],
            bad.Select(options => Assert.Throws<ArgumentOutOfRangeException>(() => new PayloadDecoder(options)).ParamName));
    }
}
