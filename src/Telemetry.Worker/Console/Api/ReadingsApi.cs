using Telemetry.Readings.Inventory;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Api;

/// <summary>One point of a series.</summary>
/// <param name="Time">RFC 3339, UTC.</param>
/// <param name="Ts">Unix milliseconds.</param>
/// <param name="Value">A number, a text or a boolean; null for an empty interval.</param>
public sealed record ReadingPoint(string Time, long Ts, object? Value);

/// <summary>The answer to a question for readings.</summary>
public sealed record ReadingsAnswer(string Device, string Field, string Unit, string From, string To, string? Every, string? Fn, IReadOnlyList<ReadingPoint> Points);

/// <summary><c>GET /api/v1/readings?device=&amp;field=&amp;from=&amp;to=&amp;every=&amp;fn=</c>.</summary>
internal static class ReadingsApi
{
    private const int MaximumPoints = 100_000;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/readings", AnswerAsync)
            .RequireAuthorization(Rights.View)
            .WithSummary("Readings of one field of one device, raw or aggregated")
            .WithDescription("from and to: Unix milliseconds, RFC 3339, 'now' or a duration before now such as -1h (default: the last hour). every with fn (mean, min, max, sum, count, first, last; default mean) aggregates; every is rounded up to whole minutes above one, to whole hours above one hour, and the answer says so. limit: at most this many points (default 10000).")
            .Produces<ReadingsAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> AnswerAsync(
        HttpContext context, CityInForce city, ITimeSeriesStore store, TimeProvider time,
        string? device, string? field, string? from, string? to, string? every, string? fn, int? limit, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(device) || string.IsNullOrEmpty(field))
            return Problems.BadRequest("device and field are needed: /api/v1/readings?device=hs-0001&field=primary_supply_pressure");
        AreaScope scope = AreaScope.Of(context.User, city.City);
        if (scope.Find(city.City, device) is not { } known)
            return Problems.UnknownDevice(device, city.City, scope);
        if (known.Kind.Readings.Find(field) is not { } profile)
            return Problems.NotFound($"Devices of kind {known.Kind.Id} have no field '{field}'; they have {string.Join(", ", known.Kind.Readings.Fields.Select(f => f.Name))}.");

        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!TimeText.TryRead(from ?? "-1h", nowMs, out long fromMs))
            return Problems.BadRequest($"from = '{from}' is not a time; write Unix milliseconds, RFC 3339 or for example -1h.");
        if (!TimeText.TryRead(to ?? "now", nowMs, out long toMs))
            return Problems.BadRequest($"to = '{to}' is not a time; write Unix milliseconds, RFC 3339 or now.");
        if (fromMs > toMs)
            return Problems.BadRequest($"from ({TimeText.Rfc3339(fromMs)}) is after to ({TimeText.Rfc3339(toMs)}).");
        if (limit is < 1 or > MaximumPoints)
            return Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumPoints}.");

        TimeSpan? interval = null;
        if (every is not null)
        {
            if (!TimeText.TryReadDuration(every, out TimeSpan read))
                return Problems.BadRequest($"every = '{every}' is not a duration; write for example 5m.");
            interval = TimeText.RoundUp(read);
            every = interval == read ? every : DurationConverter.Format(interval.Value);
        }

        if (fn is not null && interval is null)
            return Problems.BadRequest("fn needs every, the length of the intervals it is computed over, such as every=5m.");
        Aggregate function = Aggregate.Mean;
        if (fn is not null && (!Enum.GetNames<Aggregate>().Contains(fn, StringComparer.OrdinalIgnoreCase) || !Enum.TryParse(fn, ignoreCase: true, out function)))
            return Problems.BadRequest($"fn = '{fn}' is not known; known are {string.Join(", ", Enum.GetNames<Aggregate>().Select(n => n.ToLowerInvariant()))}.");
        if (interval is not null && (toMs - fromMs) / interval.Value.TotalMilliseconds > MaximumPoints)
            return Problems.BadRequest($"every = {every} would give more than {MaximumPoints} intervals; take longer ones or a shorter time.");

        try
        {
            // The end is included: a reading that was sent a moment ago is what a caller asks for with 'now'.
            IReadOnlyList<SeriesPoint> points = await store.QueryAsync(
                new SeriesQuery(known.Kind.System.Measurement, device, field, fromMs, toMs + 1, interval, function, limit ?? 10_000), cancellationToken);
            return Results.Ok(new ReadingsAnswer(
                device, field, profile.Unit, TimeText.Rfc3339(fromMs), TimeText.Rfc3339(toMs), every,
                interval is null ? null : function.ToString().ToLowerInvariant(),
                [.. points.Select(p => new ReadingPoint(TimeText.Rfc3339(p.TimestampMs), p.TimestampMs, Value(p, profile)))]));
        }
        catch (ArgumentException e)
        {
            return Problems.BadRequest(e.Message);
        }
        catch (Exception e) when (e is StoreUnavailableException or StoreConfigurationException)
        {
            return Problems.Unavailable($"The {store.Kind} store does not answer: {e.Message}");
        }
    }

    private static object? Value(SeriesPoint point, FieldProfile profile) => profile.Type switch
    {
        FieldType.Boolean when point.Number is { } number => number != 0,
        _ => point.Number ?? (object?)point.Text,
    };
}
