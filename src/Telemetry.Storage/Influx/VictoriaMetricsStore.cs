using System.Globalization;
using System.Text.RegularExpressions;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// VictoriaMetrics, written by line protocol. It must run with <c>-dedup.minScrapeInterval=1ms</c>, or a replayed reading is
/// there twice. It keeps numbers only: texts, and with them the quality of a value and the kind of an event, are not stored;
/// booleans become 1 and 0. A field is the metric <c>measurement_field</c> with the tags as labels.
/// It answers before the data is on its disk, so a killed server loses the last seconds: <see cref="Settle"/>.
/// </summary>
public sealed partial class VictoriaMetricsStore : ITimeSeriesStore
{
    private const string Mend = "Check Store:Url, and Store:Token or Store:Username and Store:Password.";

    private readonly VictoriaMetricsOptions _options;
    private readonly StoreHttp _http;
    private readonly BatchDelivery _lines;
    private int _connections;
    private string? _startedAt;

    public VictoriaMetricsStore(VictoriaMetricsOptions options, RejectedLines rejected, TimeProvider time)
    {
        options.Validate();
        _options = options;
        Rejected = rejected;
        _http = new StoreHttp(options, "Bearer", time);
        bool compress = options.Compression == Compression.On || (options.Compression == Compression.Auto && !options.Url.IsLoopback);
        _lines = new BatchDelivery(new LineSender(_http, _http.Address("/api/v2/write?precision=ns"), compress), rejected);
    }

    public string Kind => "victoriametrics";

    public int Connections => 1;

    public int RequestLines => _lines.RequestLines;

    public TimeSpan Settle => _options.Settle;

    public long? StoredPosition => null;

    public RejectedLines Rejected { get; }

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        StoreAnswer answer = await AskAsync("/metrics", cancellationToken);
        if (!answer.IsSuccess)
            throw answer.ToException(Mend);
        _startedAt = StartOf(answer.Text)
            ?? throw new StoreConfigurationException($"{_options.Url} does not answer like a VictoriaMetrics. {Mend}");
        _connections = _http.ConnectionsOpened;
    }

    public async Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        WriteResult result = await _lines.WriteAsync(batch, cancellationToken);
        if (result.Outcome != WriteOutcome.Stored || _connections == _http.ConnectionsOpened)
            return result;
        // A new connection: the server may be a new one as well.
        WriteOutcome restarted = await FindRestartAsync(cancellationToken);
        return restarted == WriteOutcome.Stored ? result : new WriteResult(restarted, Message: "It could not be told whether the server was restarted.");
    }

    public Task<WriteOutcome> SyncAsync(long position, CancellationToken cancellationToken) => FindRestartAsync(cancellationToken);

    public async Task<IReadOnlyList<SeriesPoint>> QueryAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        query.Validate();
        if (query.FromMs >= query.ToMs)
            return [];
        string selector = $"{{__name__={Label($"{query.Measurement}_{query.Field}")},device={Label(query.Device)}}}";
        // Its clock starts in 1970, and its times are inclusive.
        string address = string.Create(
            CultureInfo.InvariantCulture,
            $"/api/v1/export?match[]={Uri.EscapeDataString(selector)}&start={Seconds(query.FromMs)}&end={Seconds(query.ToMs - 1)}&max_rows_per_line=10000");
        StoreAnswer answer = await AskAsync(address, cancellationToken);
        return answer.IsSuccess ? ExportedPoints.Read(answer.Text, query) : throw answer.ToException(Mend);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"^process_start_time_seconds (\S+)$", RegexOptions.Multiline)]
    private static partial Regex StartTime();

    private static string? StartOf(string metrics) => StartTime().Match(metrics) is { Success: true } match ? match.Groups[1].Value : null;

    private static string Seconds(long ms) => (Math.Clamp(ms, 0, 9_000_000_000_000) / 1000m).ToString(CultureInfo.InvariantCulture);

    private static string Label(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    /// <summary>
    /// The server tells its start in whole seconds: one that was killed and started again within the second of its start
    /// looks the same, having had that second to take anything.
    /// </summary>
    private async Task<WriteOutcome> FindRestartAsync(CancellationToken cancellationToken)
    {
        StoreAnswer answer = await AskAsync("/metrics", cancellationToken);
        if (!answer.IsSuccess || StartOf(answer.Text) is not { } startedAt)
            return WriteOutcome.Retry;
        _connections = _http.ConnectionsOpened;
        bool same = startedAt == _startedAt;
        _startedAt = startedAt;
        return same ? WriteOutcome.Stored : WriteOutcome.Rewind;
    }

    private async Task<StoreAnswer> AskAsync(string address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _http.Address(address));
        return await _http.SendAsync(request, cancellationToken);
    }
}
