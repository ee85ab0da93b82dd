using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>A bucket of InfluxDB 2 that is not there yet, made as its documentation says: the organisation's id first, then the bucket.</summary>
internal sealed partial class InfluxBucket(StoreHttp http, InfluxOptions options)
{
    private string Mend => $"Create it: influx bucket create --org {options.Org} --name {options.Database}";

    /// <summary>Where to ask for the bucket.</summary>
    public static string Find(InfluxOptions options) =>
        $"/api/v2/buckets?org={Uri.EscapeDataString(options.Org!)}&name={Uri.EscapeDataString(options.Database)}";

    /// <summary>True when the answer says that there is no such bucket, which versions say in two ways; an answer that cannot be read says nothing.</summary>
    public static bool IsMissing(StoreAnswer answer) => answer.IsSuccess
        ? Items(answer.Text, "buckets") is { Length: 0 }
        : answer.Status == HttpStatusCode.NotFound && NotFound().IsMatch(answer.Text);

    /// <exception cref="StoreConfigurationException">It may not be made; the message says by whom it can be.</exception>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        string missing = $"The bucket {options.Database} is not there, or the token may not read it.";
        if (!options.Create)
            throw new StoreConfigurationException($"{missing} {Mend}, or set Store:Create=true.");
        using var find = new HttpRequestMessage(HttpMethod.Get, http.Address($"/api/v2/orgs?org={Uri.EscapeDataString(options.Org!)}"));
        StoreAnswer found = await http.SendAsync(find, cancellationToken);
        if (!found.IsSuccess && found.Status != HttpStatusCode.NotFound)
            throw found.ToException($"{missing} {Mend}");
        if (Items(found.IsSuccess ? found.Text : "", "orgs")?.FirstOrDefault() is not { } org || Text(org, "id") is not { } id)
            throw new StoreConfigurationException($"{missing} The organisation {options.Org} is not there either, or the token may not read it. Check Store:Org and Store:Token.");

        // Without rules a bucket keeps its points for ever.
        string body = JsonSerializer.Serialize(new { orgID = id, name = options.Database, retentionRules = Array.Empty<object>() });
        using var create = new HttpRequestMessage(HttpMethod.Post, http.Address("/api/v2/buckets"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        StoreAnswer created = await http.SendAsync(create, cancellationToken);

        // 422: somebody else was faster, and we only may not see it.
        if (!created.IsSuccess)
            throw created.ToException($"{missing} {Mend}, and give the token leave to read and write it.");
    }

    // Not the words of a proxy, or of a store that has no such question.
    [GeneratedRegex("""(bucket|organization name) ".*" not found""")]
    private static partial Regex NotFound();

    private static JsonElement[]? Items(string answer, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out JsonElement items) && items.ValueKind == JsonValueKind.Array
                ? [.. items.EnumerateArray().Select(item => item.Clone())]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
