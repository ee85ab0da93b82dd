using System.Globalization;
using System.Text.Json;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Inputs;

/// <summary>Makes an input of a JSON object; the first mistake is told.</summary>
/// <param name="principal">Null: the object has it itself.</param>
internal sealed class InputReader(JsonElement root, string? principal, long nowMs, InputLimits limits)
{
    private static readonly string[] CommonKeys = ["kind", "scope", "value", "from", "until", "note", "id"];
    private static readonly string[] ScopeKeys = ["device", "site", "area", "system"];

    /// <summary>The years that RFC 3339 can write.</summary>
    private static readonly long EarliestMs = DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), LatestMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public string? Mistake { get; private set; }

    /// <summary>Null when there is a mistake.</summary>
    public InputRecord? Read()
    {
        string label = Id(root, "kind") ?? "";
        if (InputKinds.Find(label) is not { } kind)
        {
            Fail(label.Length == 0 ? $"'kind' is missing; it is one of {string.Join(", ", InputKinds.Labels)}" : $"kind '{label}' is not known{NearestName.Hint(label, InputKinds.Labels)}");
            return null;
        }

        CheckKeys(root, Keys(kind), kind.Label());
        var scope = Scope();
        bool isTakenBack = root.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Null;
        bool isSeries = kind is InputKind.Forecast or InputKind.Plan;
        long? untilMs = Time(root, "until");
        var record = new InputRecord
        {
            Kind = kind,
            Scope = scope,
            Principal = principal ?? Text(root, InputJson.Principal, int.MaxValue) ?? "",
            GivenAtMs = nowMs,
            Id = Id(root, "id"),
            Note = Text(root, "note", limits.MaximumNote),
            Name = Name(kind),
            FromMs = Time(root, "from") ?? nowMs,
            UntilMs = untilMs ?? long.MaxValue,
            IsTakenBack = isTakenBack,
            Text = isTakenBack || kind is not (InputKind.Mode or InputKind.Phase) ? null : Mode(value, kind),
            Number = isTakenBack || isSeries || kind is InputKind.Mode or InputKind.Phase ? double.NaN : Number(value, kind),
            Points = isSeries && !isTakenBack ? Points() : (IReadOnlyList<InputPoint>)[],
            HasSteps = isSeries && root.TryGetProperty("steps", out var steps) && IsTrue(steps, "steps"),
        };
        return Finish(record, untilMs is not null);
    }

    private InputRecord? Finish(InputRecord record, bool hasUntil)
    {
        if (record.Kind == InputKind.Service)
        {
            if (hasUntil)
            {
                Fail("'until' has no meaning for a service; 'from' says when it was done");
            }

            if (record.FromMs > nowMs)
            {
                Fail("'from' of a service lies ahead; it says when the service was done");
            }

            record = record with { UntilMs = record.FromMs + 1 };
        }

        if (record.UntilMs <= record.FromMs)
        {
            Fail("'until' is not after 'from'");
        }

        if (record.Points.Count > 0 && record.UntilMs <= record.Points[^1].AtMs)
        {
            Fail("'until' is not after the last of 'points'");
        }

        if (record.HasSteps && !hasUntil && !record.IsTakenBack)
        {
            Fail("'until' is missing; with \"steps\":true it says how long the last point holds");
        }

        return Mistake is null ? record : null;
    }

    private string[] Keys(InputKind kind)
    {
        string[] own = kind switch
        {
            InputKind.Weather => ["name"],
            InputKind.Forecast => ["name", "points", "steps"],
            InputKind.Plan => ["field", "points", "steps"],
            _ => [],
        };
        return principal is null ? [.. CommonKeys, .. own, InputJson.Principal] : [.. CommonKeys, .. own];
    }

    private InputScope Scope()
    {
        if (!root.TryGetProperty("scope", out var scope) || scope.ValueKind != JsonValueKind.Object)
        {
            Fail("'scope' is missing; it is an object such as {\"device\":\"...\"}, {\"site\":\"...\"}, {\"area\":\"...\"} or {\"system\":\"...\"}");
            return default;
        }

        CheckKeys(scope, ScopeKeys, "scope");
        return new InputScope(
            Id(scope, "device"), Id(scope, "site"), Id(scope, "area"), Id(scope, "system"));
    }

    private string Name(InputKind kind)
    {
        if (kind is not (InputKind.Weather or InputKind.Forecast or InputKind.Plan))
        {
            return "";
        }

        string key = kind == InputKind.Plan ? "field" : "name";
        string? name = Id(root, key);
        if (name is null)
        {
            Fail($"'{key}' is missing; it says of what this is the {kind.Label()}");
        }

        return name ?? "";
    }

    private string? Mode(JsonElement value, InputKind kind)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Fail($"'value' has to be the id of a {kind.Label()} as text, or null to take it back");
        return null;
    }

    private double Number(JsonElement value, InputKind kind)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined when kind == InputKind.Service:
            case JsonValueKind.True when kind != InputKind.Weather:
                return 1;
            case JsonValueKind.False when kind is not (InputKind.Weather or InputKind.Service):
                return 0;
            case JsonValueKind.Number when kind == InputKind.Weather && double.IsFinite(value.GetDouble()):
                return value.GetDouble();
        }

        Fail(kind switch
        {
            InputKind.Weather => "'value' has to be a finite number, or null to take it back",
            InputKind.Service => "'value' has to be true, or null to take back the service done at 'from'",
            _ => "'value' has to be true or false, or null to take it back",
        });
        return double.NaN;
    }

    private List<InputPoint> Points()
    {
        var points = new List<InputPoint>();
        if (!root.TryGetProperty("points", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            Fail("'points' is missing; it is a list such as [[\"2026-11-01T08:00:00+08:00\",0.5],[1793500000000,0.6]], or \"value\":null takes back what lies behind 'from'");
            return points;
        }

        if (list.GetArrayLength() > limits.MaximumPoints)
        {
            Fail($"'points' has {list.GetArrayLength()} points; it may have {limits.MaximumPoints}");
            return points;
        }

        foreach (var pair in list.EnumerateArray())
        {
            string place = $"points[{points.Count}]";
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[1].ValueKind != JsonValueKind.Number || !double.IsFinite(pair[1].GetDouble()))
            {
                Fail($"'{place}' has to be a time and a finite number, such as [1793500000000,0.6]");
                break;
            }

            if (TimeOf(pair[0], place) is not { } atMs)
            {
                break;
            }

            if (points.Count > 0 && atMs <= points[^1].AtMs)
            {
                Fail($"'{place}' is not after the one before it");
                break;
            }

            points.Add(new InputPoint(atMs, pair[1].GetDouble()));
        }

        return points;
    }

    private long? Time(JsonElement owner, string key) => owner.TryGetProperty(key, out var value) ? TimeOf(value, key) : null;

    private long? TimeOf(JsonElement value, string place)
    {
        long atMs;
        if (value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 10 } text && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
        {
            atMs = parsed.ToUnixTimeMilliseconds();
        }
        else if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out atMs) || atMs < EarliestMs || atMs > LatestMs)
        {
            Fail($"'{place}' has to be a time: Unix milliseconds, or RFC 3339 with its offset, such as \"2026-11-01T08:00:00+08:00\"");
            return null;
        }

        if ((double)atMs - nowMs > limits.MaximumAhead.TotalMilliseconds || (double)nowMs - atMs > limits.MaximumBack.TotalMilliseconds)
        {
            Fail($"'{place}' lies further from now than {limits.MaximumBack.TotalDays:0.##} days back or {limits.MaximumAhead.TotalDays:0.##} days ahead");
            return null;
        }

        return atMs;
    }

    private string? Id(JsonElement owner, string key) => Text(owner, key, InputLimits.MaximumId);

    private string? Text(JsonElement owner, string key, int maximum)
    {
        if (!owner.TryGetProperty(key, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            Fail($"'{key}' has to be a text");
            return null;
        }

        string text = value.GetString()!;
        if (text.Length == 0 || text.Length > maximum || text.Any(char.IsControl))
        {
            Fail(text.Length > maximum ? $"'{key}' has {text.Length} characters; it may have {maximum}" : $"'{key}' is empty or has a control character; leave it out or write plain text");
            return null;
        }

        return text;
    }

    private bool IsTrue(JsonElement value, string key)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Fail($"'{key}' has to be true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    private void CheckKeys(JsonElement owner, string[] known, string what)
    {
        foreach (var property in owner.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                Fail($"{what} has no '{property.Name}'{NearestName.Hint(property.Name, known)}");
            }
        }
    }

    private void Fail(string mistake) => Mistake ??= mistake;
}
