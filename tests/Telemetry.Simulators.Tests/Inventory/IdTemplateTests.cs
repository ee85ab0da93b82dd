using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Tests.Inventory;

public class IdTemplateTests
{
    [Fact]
    public void Expand_PlainId_IsItself() => Assert.Equal(["hs-0001"], IdTemplate.Expand("hs-0001"));

    [Fact]
    public void Expand_Template_IsPaddedAsWritten()
    {
        IReadOnlyList<string> ids = IdTemplate.Expand("hs-{0000..0999}")!;
        Assert.Equal(1000, ids.Count);
        Assert.Equal("hs-0000", ids[0]);
        Assert.Equal("hs-0999", ids[^1]);
    }

    [Fact]
    public void Expand_Suffix_IsKept() => Assert.Equal(["a9-x", "a10-x"], IdTemplate.Expand("a{9..10}-x"));

    [Theory]
    [InlineData("hs-{0..")]
    [InlineData("hs-}0..1{")]
    [InlineData("hs-{1}")]
    [InlineData("hs-{5..1}")]
    [InlineData("hs-{a..b}")]
    [InlineData("hs-{0..99999999}")]
    public void Expand_Nonsense_IsNull(string id) => Assert.Null(IdTemplate.Expand(id));
}
