using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemetry.Storage.LineProtocol;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>
/// InfluxDB 2.x as its documentation describes it, over <see cref="FakeHttpServer"/>: one that cannot be run where this
/// project is built. 204 for a write; 400 and nothing stored when a line cannot be read; 422 and the rest stored when a
/// field comes with another type; 401 without the token; 404 without the bucket; InfluxQL answered under the bucket's name.
/// </summary>
internal sealed partial class FakeInflux2
{
    public const string Token = "secret";

    private readonly Lock _gate = new();
    private readonly HashSet<string> _buckets = [];
    private readonly Dictionary<(string Measurement, string Field), JsonValueKind> _types = [];
    private readonly SortedDictionary<(string Measurement, string Device, string Field, long Ns, string Series), object> _points = [];

    public FakeAnswer Answer(FakeRequest request)
    {
        lock (_gate)
        {
            if (request.Headers.GetValueOrDefault("authorization") != $"Token {Token}")
                return new FakeAnswer(401, """{"code":"unauthorized","message":"unauthorized access"}""");
            string[] target = request.Target.Split('?', 2);
            Dictionary<string, string> query = (target.Length < 2 ? "" : target[1]).Split('&', StringSplitOptions.RemoveEmptyEntries)
                .ToDictionary(p => p.Split('=')[0], p => Uri.UnescapeDataString(p.Split('=', 2)[1]));
            return (request.Method, target[0]) switch
            {
                ("GET", "/api/v2/buckets") when _buckets.Contains(query["name"]) => new FakeAnswer(200, $$"""{"buckets":[{"name":{{JsonSerializer.Serialize(query["name"])}}}]}"""),
                ("GET", "/api/v2/buckets") => new FakeAnswer(404, $$"""{"code":"not found","message":"bucket \"{{query["name"]}}\" not found"}"""),
                ("GET", "/api/v2/orgs") => new FakeAnswer(200, """{"orgs":[{"id":"0a1b"}]}"""),
                ("POST", "/api/v2/buckets") => Create(request.Body),
                ("POST", "/api/v2/write") when !_buckets.Contains(query["bucket"]) => new FakeAnswer(404, """{"code":"not found","message":"bucket not found"}"""),
                ("POST", "/api/v2/write") => Write(request.Lines),
                ("GET", "/query") => Query(query["q"]),
                _ => new FakeAnswer(404, """{"code":"not found","message":"path not found"}"""),
            };
        }
    }

    private FakeAnswer Create(string body)
    {
        using var json = JsonDocument.Parse(body);
        _buckets.Add(json.RootElement.GetProperty("name").GetString()!);
        return new FakeAnswer(201, "{}");
    }

    private FakeAnswer Write(IReadOnlyList<string> lines)
    {
        string[] content = [.. lines.Where(line => !line.StartsWith('#'))];
        if (content.FirstOrDefault(line => !LineReader.IsWellFormed(Encoding.UTF8.GetBytes(line))) is { } bad)
            return new FakeAnswer(400, $$"""{"code":"invalid","message":{{JsonSerializer.Serialize($"unable to parse '{bad}': invalid field format")}}}""");
        int dropped = content.Count(line => !Store(Encoding.UTF8.GetBytes(line)));
        return dropped == 0
            ? new FakeAnswer(204)
            : new FakeAnswer(422, $$"""{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict: input field is of another type dropped={{dropped}}"}""");
    }

    private bool Store(byte[] line)
    {
        LineReader.TryOpen(line, out LineReader reader);
        string measurement = Unescape(reader.Measurement), device = Unescape(reader.Tag("device"u8)), series = Encoding.UTF8.GetString(reader.Series);
        var fields = new List<(string Name, object Value, JsonValueKind Kind)>();
        while (reader.Next())
        {
            byte[] text = new byte[reader.RawText.Length];
            (object value, JsonValueKind kind) = reader.Kind switch
            {
                LineFieldKind.Number => (reader.Number, JsonValueKind.Number),
                LineFieldKind.Boolean => ((object)reader.Boolean, JsonValueKind.True),
                _ => (Encoding.UTF8.GetString(text, 0, reader.CopyText(text)), JsonValueKind.String),
            };
            fields.Add((Unescape(reader.Name), value, kind));
        }

        if (fields.Any(field => _types.TryGetValue((measurement, field.Name), out JsonValueKind known) && known != field.Kind))
            return false;
        foreach ((string name, object value, JsonValueKind kind) in fields)
        {
            _types[(measurement, name)] = kind;
            _points[(measurement, device, name, reader.TimestampNs, series)] = value;
        }

        return true;
    }

    private FakeAnswer Query(string statement)
    {
        Match match = Statement().Match(statement);
        if (!match.Success)
            return new FakeAnswer(400, $$"""{"error":{{JsonSerializer.Serialize("error parsing query: " + statement)}}}""");
        (string field, string measurement, string device) = (Unquote(match, "field"), Unquote(match, "measurement"), Unquote(match, "device"));
        long from = Number(match, "from"), to = Number(match, "to"), every = match.Groups["every"].Success ? Number(match, "every") : 0;
        IEnumerable<(long Ms, object Value)> points = _points
            .Where(p => p.Key.Measurement == measurement && p.Key.Device == device && p.Key.Field == field)
            .Select(p => (Ms: p.Key.Ns / 1_000_000, p.Value)).Where(p => p.Ms >= from && p.Ms < to).OrderBy(p => p.Ms);
        if (every > 0)
            points = points.GroupBy(p => p.Ms - (((p.Ms % every) + every) % every)).Select(g => (g.Key, Aggregate(match.Groups["function"].Value, [.. g.Select(p => p.Value)])));
        object[][] values = [.. points.Take((int)Number(match, "limit")).Select(p => new[] { p.Ms, p.Value })];
        return new FakeAnswer(200, JsonSerializer.Serialize(new { results = new[] { values.Length == 0 ? (object)new { statement_id = 0 } : new { series = new[] { new { values } } } } }));
    }

    private static object Aggregate(string function, object[] values) => function switch
    {
        "count" => values.Length,
        "first" => values[0],
        "last" => values[^1],
        "min" => values.Cast<double>().Min(),
        "max" => values.Cast<double>().Max(),
        "sum" => values.Cast<double>().Sum(),
        _ => values.Cast<double>().Average(),
    };

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static string Unquote(Match match, string group) =>
        Escaped().Replace(match.Groups[group].Value, escape => escape.Groups[1].Value == "n" ? "\n" : escape.Groups[1].Value);

    private static string Unescape(ReadOnlySpan<byte> name) => Escaped().Replace(Encoding.UTF8.GetString(name), "$1");

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();

    [GeneratedRegex("""^SELECT ((?<function>[a-z]+)\()?"(?<field>([^"\\]|\\.)*)"\)? FROM "(?<measurement>([^"\\]|\\.)*)" WHERE "device" = '(?<device>([^'\\]|\\.)*)' AND time >= (?<from>-?\d+)ms AND time < (?<to>-?\d+)ms( GROUP BY time\((?<every>\d+)ms\) fill\(none\))? ORDER BY time ASC LIMIT (?<limit>\d+)$""")]
    private static partial Regex Statement();
}
