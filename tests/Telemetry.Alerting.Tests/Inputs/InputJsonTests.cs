using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Alerting.Inputs;
using static Telemetry.Alerting.Tests.Inputs.InputCity;

namespace Telemetry.Alerting.Tests.Inputs;

public sealed class InputJsonTests
{
    [Fact]
    public void Mode_Whole_IsRead()
    {
        var read = Read("""{"kind":"mode","scope":{"device":"s-1"},"value":"cold-run","from":"2026-11-01T08:00:00+08:00","until":1793494800000,"note":"试运行","id":"n-1"}""");

        Assert.Equal(Mode("cold-run", new InputScope(Device: "s-1"), Now, Now + Hour) with { Note = "试运行", Id = "n-1" }, read);
    }

    [Theory]
    [InlineData("""{"kind":"maintenance","scope":{"area":"town","system":"heating"},"value":true}""")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":false,"until":1793494800000}""")]
    [InlineData("""{"kind":"permit","scope":{"site":"here"},"value":null}""")]
    [InlineData("""{"kind":"phase","scope":{"system":"heating"},"value":"filling"}""")]
    [InlineData("""{"kind":"service","scope":{"device":"s-1"},"from":1793487600000}""")]
    [InlineData("""{"kind":"service","scope":{"device":"s-1"},"value":null,"from":1793487600000}""")]
    [InlineData("""{"kind":"weather","scope":{"area":"shire"},"name":"rain","value":12.5}""")]
    [InlineData("""{"kind":"forecast","scope":{"area":"shire"},"name":"rain","points":[[1793491200000,0],["2026-11-01T01:00:00Z",1e2]]}""")]
    [InlineData("""{"kind":"forecast","scope":{"area":"shire"},"name":"rain","value":null}""")]
    [InlineData("""{"kind":"plan","scope":{"site":"here"},"field":"pressure","points":[[1793491200000,0.5]],"steps":true,"until":1793494800000}""")]
    public void Input_WrittenToTheJournal_IsReadAgainAlike(string json)
    {
        var record = Read(json);
        Assert.Null(InputCheck.Find(record, Default));

        byte[] body = InputJson.WriteBody(record);

        Assert.True(InputJson.TryReadBody(body, Now, out var again));
        Assert.Equal(record with { Points = [] }, again with { Points = [] });
        Assert.Equal(record.Points, again.Points);
        Assert.Equal(body, InputJson.WriteBody(again));
    }

    [Theory]
    [InlineData("", "the input is not JSON at line 1, byte 1")]
    [InlineData("[]", "an input is a JSON object")]
    [InlineData("{} {}", "the input is not JSON")]
    [InlineData("""{"kind":"mode",}""", "the input is not JSON")]
    [InlineData("""{"kind":"mode","scope":{"device":{"a":{}}}}""", "the input is not JSON")]
    [InlineData("""{"note":"\ud800"}""", "half a surrogate pair")]
    [InlineData("""{"kind":"mode","kind":"mode"}""", "kind")]
    [InlineData("{}", "'kind' is missing; it is one of mode, phase, away")]
    [InlineData("""{"kind":"mod"}""", "kind 'mod' is not known (did you mean 'mode'?)")]
    [InlineData("""{"kind":7}""", "'kind' has to be a text")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"untill":1}""", "away has no 'untill' (did you mean 'until'?)")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"by":"root"}""", "away has no 'by'")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"points":[]}""", "away has no 'points'")]
    [InlineData("""{"kind":"away","value":true}""", "'scope' is missing")]
    [InlineData("""{"kind":"away","scope":{"devise":"m-1"},"value":true}""", "scope has no 'devise' (did you mean 'device'?)")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"}}""", "'value' has to be true or false")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":1}""", "'value' has to be true or false")]
    [InlineData("""{"kind":"mode","scope":{"device":"s-1"},"value":true}""", "'value' has to be the id of a mode")]
    [InlineData("""{"kind":"service","scope":{"device":"s-1"},"value":false}""", "'value' has to be true, or null")]
    [InlineData("""{"kind":"service","scope":{"device":"s-1"},"from":1793491200001}""", "'from' of a service lies ahead")]
    [InlineData("""{"kind":"service","scope":{"device":"s-1"},"until":1793494800000}""", "'until' has no meaning for a service")]
    [InlineData("""{"kind":"weather","scope":{"area":"town"},"value":1}""", "'name' is missing")]
    [InlineData("""{"kind":"weather","scope":{"area":"town"},"name":"rain","value":1e999}""", "'value' has to be a finite number")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"from":"2026-11-01T08:00:00"}""", "'from' has to be a time")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"from":1.5}""", "'from' has to be a time")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"from":99999999999999999}""", "'from' has to be a time")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"until":1893491200000}""", "'until' lies further from now than 400 days back or 400 days ahead")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"until":1793491200000}""", "'until' is not after 'from'")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1"},"value":true,"note":"a\nb"}""", "'note' is empty or has a control character")]
    [InlineData("""{"kind":"forecast","scope":{"area":"town"},"name":"rain","points":[]}""", "'points' is missing")]
    [InlineData("""{"kind":"forecast","scope":{"area":"town"},"name":"rain","points":[[1793491200000]]}""", "'points[0]' has to be a time and a finite number")]
    [InlineData("""{"kind":"forecast","scope":{"area":"town"},"name":"rain","points":[[1793491200000,1],[1793491200000,1]]}""", "'points[1]' is not after the one before it")]
    [InlineData("""{"kind":"forecast","scope":{"area":"town"},"name":"rain","points":[["soon",1]]}""", "'points[0]' has to be a time")]
    [InlineData("""{"kind":"plan","scope":{"site":"here"},"field":"pressure","points":[[1793491200000,1]],"steps":true}""", "'until' is missing")]
    [InlineData("""{"kind":"plan","scope":{"site":"here"},"field":"pressure","points":[[1793494800000,1]],"until":1793494800000}""", "'until' is not after the last of 'points'")]
    public void BadInput_IsRefusedWithThingPlaceAndMend(string json, string expected)
    {
        Assert.False(InputJson.TryRead(Encoding.UTF8.GetBytes(json), "wang", Now, new InputLimits(), out _, out string? mistake));

        Assert.Contains(expected, mistake, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"mode","scope":{"device":"s-1"},"value":"coldrun"}""", "device 's-1' has no mode 'coldrun' (did you mean 'cold-run'?)")]
    [InlineData("""{"kind":"mode","scope":{"device":"m-1"},"value":"cold-run"}""", "device 'm-1' has no modes")]
    [InlineData("""{"kind":"away","scope":{"device":"m1"},"value":true}""", "scope: there is no device 'm1' (did you mean 'm-1'?)")]
    [InlineData("""{"kind":"away","scope":{"site":"her"},"value":true}""", "scope: there is no site 'her' (did you mean 'here'?)")]
    [InlineData("""{"kind":"away","scope":{"area":"twn"},"value":true}""", "scope: there is no area 'twn' (did you mean 'town'?)")]
    [InlineData("""{"kind":"away","scope":{"system":"heatin"},"value":true}""", "scope: there is no system 'heatin' (did you mean 'heating'?)")]
    [InlineData("""{"kind":"away","scope":{},"value":true}""", "scope has to name one of")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1","site":"here"},"value":true}""", "scope has to name one of")]
    [InlineData("""{"kind":"away","scope":{"device":"m-1","area":"town"},"value":true}""", "scope has to name one of")]
    [InlineData("""{"kind":"weather","scope":{"device":"m-1"},"name":"rain","value":1}""", "weather is about an area")]
    [InlineData("""{"kind":"weather","scope":{"area":"town"},"name":"Rain mm","value":1}""", "name = 'Rain mm' has to be")]
    [InlineData("""{"kind":"plan","scope":{"area":"town"},"field":"pressure","points":[[1793491200000,1]]}""", "a plan is about a site or a device")]
    [InlineData("""{"kind":"plan","scope":{"site":"here"},"field":"presure","points":[[1793491200000,1]]}""", "site 'here' has no field 'presure' that is a number (did you mean 'pressure'?)")]
    [InlineData("""{"kind":"plan","scope":{"site":"here"},"field":"running","points":[[1793491200000,1]]}""", "has no field 'running' that is a number")]
    public void Check_WhatTheCityHasNot_IsRefusedWithTheNearestName(string json, string expected)
    {
        var record = Read(json);

        Assert.Contains(expected, InputCheck.Find(record, Default), StringComparison.Ordinal);
        Assert.False(new InputState(Default).TryApply(record, out string? refusal));
        Assert.Equal(InputCheck.Find(record, Default), refusal);
    }

    [Fact]
    public void Limits_AtTheLimit_AreTaken()
    {
        var limits = new InputLimits { MaximumPoints = 2, MaximumNote = 3, MaximumAhead = TimeSpan.FromHours(1), MaximumBack = TimeSpan.FromHours(1) };
        string Forecast(string points, string note) => $$"""{"kind":"forecast","scope":{"area":"town"},"name":"rain","points":[{{points}}],"note":"{{note}}"}""";

        Assert.Null(Mistake(Forecast($"[{Now - Hour},1],[{Now + Hour},1]", "abc")));
        Assert.Equal("'note' has 4 characters; it may have 3", Mistake(Forecast($"[{Now},1]", "abcd")));
        Assert.Equal("'points' has 3 points; it may have 2", Mistake(Forecast($"[{Now},1],[{Now + 1},1],[{Now + 2},1]", "abc")));
        Assert.Contains("'points[0]' lies further from now", Mistake(Forecast($"[{Now + Hour + 1},1]", "abc")), StringComparison.Ordinal);
        Assert.Contains("'points[0]' lies further from now", Mistake(Forecast($"[{Now - Hour - 1},1]", "abc")), StringComparison.Ordinal);

        string? Mistake(string json) => InputJson.TryRead(Encoding.UTF8.GetBytes(json), "wang", Now, limits, out _, out string? mistake) ? null : mistake;
    }

    [Fact]
    public void AnyBytes_AreReadOrRefused_NeverThrown()
    {
        string[] parts = ["{", "}", "[", "]", ",", ":", "null", "1e999", "-1", "\"kind\"", "\"plan\"", "\"mode\"", "\"scope\"", "\"device\"", "\"points\"", "\"value\"", "\"\\ud800\"", "\"\\u0000\"", "true"];
        Prop.ForAll(Gen.ListOf(Gen.Elements(parts)).ToArbitrary(), chosen =>
        {
            InputJson.TryRead(Encoding.UTF8.GetBytes(string.Concat(chosen)), "wang", Now, new InputLimits(), out _, out _);
        }).QuickCheckThrowOnFailure();
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            Assert.False(InputJson.TryReadBody(bytes, Now, out _));
        }).QuickCheckThrowOnFailure();
    }

    private static InputRecord Read(string json)
    {
        Assert.True(InputJson.TryRead(Encoding.UTF8.GetBytes(json), "wang", Now, new InputLimits(), out var record, out string? mistake), mistake);
        return record;
    }
}
