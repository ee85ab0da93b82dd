using System.Net;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// InfluxDB 1.x or 2.x over HTTP. Written by line protocol, queried by InfluxQL, which 2.x answers for a bucket under the
/// bucket's name. An influxd answers after its write-ahead log is flushed, so what it answered for is settled at once.
/// </summary>
public sealed class InfluxStore : ITimeSeriesStore
{
    private readonly InfluxOptions _options;
    private readonly StoreHttp _http;
    private readonly BatchDelivery _lines;

    public InfluxStore(InfluxOptions options, RejectedLines rejected, TimeProvider time)
    {
        options.Validate();
        _options = options;
        Rejected = rejected;
        _http = new StoreHttp(options, "Token", time);
        string write = options.Api == InfluxApi.V1
            ? $"/write?db={Uri.EscapeDataString(options.Database)}&precision=ns"
            : $"/api/v2/write?org={Uri.EscapeDataString(options.Org!)}&bucket={Uri.EscapeDataString(options.Database)}&precision=ns";
        bool compress = options.Compression == Compression.On || (options.Compression == Compression.Auto && !options.Url.IsLoopback);
        _lines = new BatchDelivery(new LineSender(_http, _http.Address(write), compress), rejected);
    }

    public string Kind => _options.Api == InfluxApi.V1 ? "influxdb1" : "influxdb2";

    public int Connections => _options.Connections;

    public int RequestLines => _lines.RequestLines;

    public TimeSpan Settle => TimeSpan.Zero;

    public long? StoredPosition => null;

    public RejectedLines Rejected { get; }

    public Task InitializeAsync(CancellationToken cancellationToken) =>
        _options.Api == InfluxApi.V1 ? InitializeDatabaseAsync(cancellationToken) : InitializeBucketAsync(cancellationToken);

    public Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken) => _lines.WriteAsync(batch, cancellationToken);

    public Task<WriteOutcome> SyncAsync(long position, CancellationToken cancellationToken) => Task.FromResult(WriteOutcome.Stored);

    public async Task<IReadOnlyList<SeriesPoint>> QueryAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        string statement = InfluxQl.Select(query);
        string address = $"/query?db={Uri.EscapeDataString(_options.Database)}&epoch=ms&q={Uri.EscapeDataString(statement)}";
        return InfluxQl.ReadPoints(await AskAsync(HttpMethod.Get, address, CredentialsMend(), cancellationToken));
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool Lacks(string names, string database)
    {
        try
        {
            return !InfluxQl.ReadNames(names).Contains(database);
        }
        catch (Exception e) when (e is ArgumentException or StoreUnavailableException)
        {
            // Not ours to list.
            return false;
        }
    }

    private static bool AnswersNoQuestions(StoreAnswer answer) =>
        answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.BadRequest;

    private async Task InitializeDatabaseAsync(CancellationToken cancellationToken)
    {
        string? names = await AskStoreAsync($"/query?q={Uri.EscapeDataString("SHOW DATABASES")}", cancellationToken);
        if (names is null || !Lacks(names, _options.Database))
            return;
        string create = $"CREATE DATABASE {InfluxQl.Identifier(_options.Database)}";
        string mend = $"The database {_options.Database} is not there. Let an administrator run: {create}";
        if (!_options.Create)
            throw new StoreConfigurationException($"{mend}, or set Store:Create=true.");
        try
        {
            InfluxQl.ReadNames(await AskAsync(HttpMethod.Post, $"/query?q={Uri.EscapeDataString(create)}", mend, cancellationToken));
        }
        catch (ArgumentException e)
        {
            throw new StoreConfigurationException($"{e.Message}. {mend}", e);
        }
    }

    private async Task InitializeBucketAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _http.Address(InfluxBucket.Find(_options)));
        StoreAnswer answer = await _http.SendAsync(request, cancellationToken);
        if (InfluxBucket.IsMissing(answer))
            await new InfluxBucket(_http, _options).CreateAsync(cancellationToken);
        else if (!answer.IsSuccess && !AnswersNoQuestions(answer))
            throw answer.ToException(CredentialsMend());
    }

    /// <summary>
    /// Asks what the store has. Null when it takes lines but does not answer such questions, as VictoriaMetrics and
    /// proxies in front of an InfluxDB do: the first write tells then.
    /// </summary>
    private async Task<string?> AskStoreAsync(string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _http.Address(address));
        StoreAnswer answer = await _http.SendAsync(request, cancellationToken);
        if (answer.IsSuccess)
            return answer.Text.AsSpan().TrimStart().StartsWith("{") ? answer.Text : null;
        return AnswersNoQuestions(answer) ? null : throw answer.ToException(CredentialsMend());
    }

    private async Task<string> AskAsync(HttpMethod method, string address, string mend, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, _http.Address(address));
        StoreAnswer answer = await _http.SendAsync(request, cancellationToken);
        if (answer.IsSuccess)
            return answer.Text;
        // A query that the server cannot read is the caller's.
        if (answer.Status == HttpStatusCode.BadRequest)
            throw new ArgumentException(answer.Text);
        throw answer.ToException(mend);
    }

    private string CredentialsMend() => _options.Api == InfluxApi.V1
        ? "Check Store:Url, and Store:Username and Store:Password: the user needs to read and write the database."
        : "Check Store:Url, Store:Org and Store:Token: the token needs to read and write the bucket.";
}
