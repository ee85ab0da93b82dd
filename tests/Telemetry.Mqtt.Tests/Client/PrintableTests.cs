using Telemetry.Mqtt.Client;

namespace Telemetry.Mqtt.Tests.Client;

public class PrintableTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("low on disk", " low on disk")]
    [InlineData("磁盘", " 磁盘")]
    [InlineData("a\r\nERROR b", " a??ERROR b")]
    [InlineData("\u001b[2J\u202e\u2028", " ?[2J??")]
    public void Tail_WhatAPeerSays_HasNoControlCharacters(string? text, string expected) => Assert.Equal(expected, Printable.Tail(text));

    [Fact]
    public void Tail_EndlessText_IsCut() => Assert.Equal(" " + new string('x', 200) + "...", Printable.Tail(new string('x', 60_000)));
}
