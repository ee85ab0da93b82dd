using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Console.Api;

/// <summary><c>GET /api/v1/audit</c> and <c>/api/v1/audit/verify</c>, for administrators. Nothing here writes.</summary>
internal static class AuditApi
{
    private const int MaximumLimit = 10_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/audit", (AlertDatabase database, TimeProvider time, string? from, string? to, string? who, string? action, long? before, int? limit) =>
        {
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (limit is < 1 or > MaximumLimit)
                return Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.");
            if (!TryTime(from, nowMs, out long? fromMs) || !TryTime(to, nowMs, out long? toMs))
                return Problems.BadRequest($"from = '{from}', to = '{to}' have to be RFC 3339, Unix milliseconds, 'now', or a duration before now such as '-1h'.");
            int most = limit ?? 100;
            IReadOnlyList<AuditEntry> found = database.Read(connection => AuditReader.List(connection, new AuditQuery(fromMs, toMs, Optional(who), Optional(action), before), most + 1));
            return Results.Ok(new AuditAnswer([.. found.Take(most).Select(AuditItem.Of)], found.Count > most ? found[most - 1].Number : null));
        })
            .RequireAuthorization(Rights.Administer)
            .WithSummary("Who did what, when and from where; the newest first")
            .WithDescription("from, to, who and action filter; before is the number to go on from; limit is 1 to 10000 (default 100).")
            .Produces<AuditAnswer>().ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/audit/verify", (AlertDatabase database) =>
        {
            AuditVerdict verdict = database.Read(AuditChain.Verify);
            return Results.Ok(new AuditVerifyAnswer(verdict.IsSound, verdict.Entries, verdict.Entry, verdict.Trouble, $"{verdict.Head}:{verdict.HeadHash}"));
        })
            .RequireAuthorization(Rights.Administer)
            .WithSummary("Whether every entry of the audit log is the one that was written").Produces<AuditVerifyAnswer>();
    }

    private static bool TryTime(string? text, long nowMs, out long? unixMs)
    {
        unixMs = null;
        if (string.IsNullOrEmpty(text))
            return true;
        bool isTime = TimeText.TryRead(text, nowMs, out long ms);
        unixMs = ms;
        return isTime;
    }

    private static string? Optional(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
