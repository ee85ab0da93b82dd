using Telemetry.Worker.Metrics;

namespace Telemetry.Worker.Tests.Metrics;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Counter_WithLabels_IsOneLineEach()
    {
        string text = new PrometheusText().Counter("a_total", "Help").Sample(1, ("x", "1"), ("y", "2")).Sample(2.5).ToString();

        Assert.Equal("# HELP a_total Help\n# TYPE a_total counter\na_total{x=\"1\",y=\"2\"} 1\na_total 2.5\n", text);
    }

    [Fact]
    public void LabelValue_OfAnything_IsEscaped() =>
        Assert.EndsWith("g{v=\"a\\\\b\\\"c\\nd 水\"} 0\n", new PrometheusText().Gauge("g", "Help").Sample(0, ("v", "a\\b\"c\nd 水")).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(1e21, "1E+21")]
    [InlineData(9_007_199_254_740_992, "9007199254740992")]
    [InlineData(double.NaN, "NaN")]
    public void Value_IsWrittenAsPrometheusReadsIt(double value, string expected) =>
        Assert.EndsWith($"g {expected}\n", new PrometheusText().Gauge("g", "Help").Sample(value).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Histogram_HasCumulativeBucketsSumAndCount()
    {
        string text = new PrometheusText().Histogram("h", "Help", [0.001, 0.5], [3, 5, 6], 1.25).ToString();

        Assert.Equal(
            "# HELP h Help\n# TYPE h histogram\nh_bucket{le=\"0.001\"} 3\nh_bucket{le=\"0.5\"} 5\nh_bucket{le=\"+Inf\"} 6\nh_sum 1.25\nh_count 6\n",
            text);
    }
}
