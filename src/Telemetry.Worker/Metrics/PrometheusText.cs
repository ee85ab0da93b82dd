using System.Globalization;
using System.Text;

namespace Telemetry.Worker.Metrics;

/// <summary>Writes the Prometheus text exposition format, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private string _name = "";

    /// <summary>Begins a metric; samples follow.</summary>
    public PrometheusText Counter(string name, string help) => Begin(name, "counter", help);

    /// <inheritdoc cref="Counter"/>
    public PrometheusText Gauge(string name, string help) => Begin(name, "gauge", help);

    /// <summary>A whole histogram: the cumulative count up to each bound (seconds), the last one unbounded.</summary>
    public PrometheusText Histogram(string name, string help, ReadOnlySpan<double> bounds, ReadOnlySpan<long> cumulative, double sum)
    {
        Begin(name, "histogram", help);
        for (int i = 0; i < bounds.Length; i++)
            Line("_bucket", [("le", bounds[i].ToString(CultureInfo.InvariantCulture))], cumulative[i]);
        Line("_bucket", [("le", "+Inf")], cumulative[^1]);
        Line("_sum", [], sum);
        Line("_count", [], cumulative[^1]);
        return this;
    }

    public PrometheusText Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Line("", labels, value);
        return this;
    }

    public override string ToString() => _text.ToString();

    private PrometheusText Begin(string name, string type, string help)
    {
        _name = name;
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    private void Line(string suffix, ReadOnlySpan<(string Name, string Value)> labels, double value)
    {
        _text.Append(_name).Append(suffix);
        for (int i = 0; i < labels.Length; i++)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            AppendEscaped(labels[i].Value);
            _text.Append('"');
        }

        if (labels.Length > 0)
            _text.Append('}');
        _text.Append(' ').Append(double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    private void AppendEscaped(string value)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(c),
            };
        }
    }
}
