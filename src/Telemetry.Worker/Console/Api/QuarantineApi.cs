using System.Net.Mime;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Console.Api;

/// <summary><c>/api/v1/quarantine</c>: look at rejected messages, take them away as a file, try them again.</summary>
internal static class QuarantineApi
{
    private const int MaximumLimit = 1_000;
    private const int ShownBytes = 4_096;
    private const int MaximumPositions = 10_000;
    private const string Csv = "csv";
    private const string Ndjson = "ndjson";
    private const string FilterHelp = "reason, device, area (with all within it), system, channel, topic and text (parts of them), from, to and replayed filter";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/quarantine", List)
            .RequireAuthorization(Rights.OperateCity)
            .WithSummary("Messages that were rejected, newest first")
            .WithDescription($"{FilterHelp}; before is the position to go on from; limit is 1 to 1000 (default 100). Payloads are shown up to 4 KiB.")
            .Produces<QuarantineAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/quarantine/{position:long}", (QuarantineStore store, long position) =>
            store.Find(position) is { } message ? Results.Ok(QuarantineItem.Of(message, int.MaxValue, withPlace: true)) : NoMessage(position))
            .RequireAuthorization(Rights.OperateCity)
            .WithSummary("One rejected message whole, with the place in it that is wrong")
            .Produces<QuarantineItem>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        // Never shown by a browser: whoever sent it would choose what our origin shows.
        api.MapGet("/quarantine/{position:long}/payload", Payload)
            .RequireAuthorization(Rights.OperateCity)
            .WithSummary("The payload of a rejected message, byte for byte")
            .WithDescription("That of a picture is for administrators, and each view is written to the audit log.")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .Produces(StatusCodes.Status200OK, contentType: MediaTypeNames.Application.Octet)
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/quarantine/export", Export)
            .RequireAuthorization(Rights.OperateCity)
            .WithSummary("Rejected messages as a file, newest first")
            .WithDescription($"format is ndjson (default) or csv; {FilterHelp}. Payloads are whole, those of pictures left out. What a spreadsheet would compute begins with an apostrophe.")
            .Produces(StatusCodes.Status200OK, contentType: "application/x-ndjson", additionalContentTypes: "text/csv")
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapPost("/quarantine/replay", ReplayAsync)
            .RequireAuthorization(Rights.OperateCity)
            .WithSummary("Try rejected messages again, with the times they had")
            .WithDescription("The body is {\"positions\": [1, 2]} or {\"filter\": {\"reason\": \"unknown-device\"}}; \"dryRun\": true changes nothing and tells what would happen. A message is taken once. Written to the audit log.")
            .Produces<ReplayAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    internal static IResult Payload(HttpContext context, QuarantineStore store, AlertDatabase database, TimeProvider time, long position)
    {
        if (store.Find(position) is not { } message)
            return NoMessage(position);
        if (message.IsPicture)
        {
            bool may = PictureAccess.MaySeeAll(context.User);
            database.Write(connection => AuditLog.Add(
                connection, NowMs(time), context.User.Identity!.Name!, may ? "view-snapshot" : "refuse-snapshot", $"quarantine/{position}", message.Topic));
            if (!may)
                return Problems.Forbidden("You may not see this picture: refused pictures are for administrators.");
            context.Response.Headers.CacheControl = "no-store";
        }

        return Results.Bytes(message.Payload, MediaTypeNames.Application.Octet, $"message-{position}.bin");
    }

    private static IResult List(QuarantineStore store, CityInForce city, TimeProvider time, [AsParameters] QuarantineQuery query, long? before, int? limit)
    {
        if (query.ToFilter(city.City, NowMs(time), out string mistake) is not { } filter)
            return Problems.BadRequest(mistake);
        if (limit is < 1 or > MaximumLimit)
            return Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.");
        int most = limit ?? 100;
        List<QuarantinedMessage> found = [.. store.List(filter, before, most + 1)];
        bool more = found.Count > most;
        return Results.Ok(new QuarantineAnswer(
            store.Count, [.. found.Take(most).Select(message => QuarantineItem.Of(message, ShownBytes))], more ? found[most - 1].Position : null));
    }

    private static IResult Export(QuarantineStore store, CityInForce city, TimeProvider time, [AsParameters] QuarantineQuery query, string? format)
    {
        if (format is not (null or Ndjson or Csv))
            return Problems.BadRequest($"format = '{format}' is not known; known are {Ndjson} and {Csv}.");
        if (query.ToFilter(city.City, NowMs(time), out string mistake) is not { } filter)
            return Problems.BadRequest(mistake);
        bool isCsv = format == Csv;
        return Results.Stream(
            body => WriteAsync(body, store, filter, isCsv), isCsv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson", isCsv ? "quarantine.csv" : "quarantine.ndjson");
    }

    private static async Task WriteAsync(Stream body, QuarantineStore store, QuarantineFilter filter, bool isCsv)
    {
        await using var writer = new StreamWriter(body, leaveOpen: true);
        if (isCsv)
            await writer.WriteAsync(QuarantineExport.CsvHeader + "\r\n");
        foreach (QuarantinedMessage message in store.Read(filter))
            await writer.WriteAsync(isCsv ? QuarantineExport.CsvLine(message) + "\r\n" : QuarantineExport.NdjsonLine(message) + "\n");
    }

    private static async Task<IResult> ReplayAsync(HttpContext context, QuarantineReplay replay, CityInForce city, TimeProvider time, ReplayRequest? request)
    {
        if (request is null || (request.Positions is null) == (request.Filter is null))
            return Problems.BadRequest("The body has to have either positions or filter; {\"filter\": {}} is every message that waits.");
        if (request.Positions is { Count: > MaximumPositions })
            return Problems.BadRequest($"positions has {request.Positions.Count} numbers; it may have {MaximumPositions}. A filter has no limit.");
        if ((request.Filter ?? new QuarantineQuery()).ToFilter(city.City, NowMs(time), out string mistake) is not { } filter)
            return Problems.BadRequest(mistake);
        try
        {
            return await replay.RunAsync(request.Positions, filter, request.DryRun, context.User.Identity!.Name!, context.RequestAborted) is { } report
                ? Results.Ok(ReplayAnswer.Of(report))
                : Results.Problem(statusCode: StatusCodes.Status409Conflict, detail: "Another replay runs; wait until it is done.");
        }
        catch (Exception e) when (e is TimeoutException or JournalFailedException)
        {
            return Problems.Unavailable(e.Message);
        }
    }

    private static long NowMs(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static IResult NoMessage(long position) => Problems.NotFound($"There is no rejected message {position}.");
}
