using Telemetry.Worker.Alerts;
using Telemetry.Worker.Backtest;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Api;

/// <summary>What is to be replayed.</summary>
/// <param name="From">Figures begin here: Unix milliseconds, RFC 3339, or a duration before now such as <c>-24h</c>; without, the oldest record.</param>
/// <param name="To">Figures end before this moment; without, the newest record.</param>
/// <param name="Rules">System files (YAML) that take the place of those systems.</param>
/// <param name="Compare">System files to judge by too, to see what differs.</param>
/// <param name="Operators">Among how many people the alarms are shared, 1 to 1,000; 1 without.</param>
public sealed record BacktestOrder(string? From, string? To, IReadOnlyList<string>? Rules, IReadOnlyList<string>? Compare, int? Operators);

/// <summary>Where a backtest is.</summary>
/// <param name="State">queued, running, done, failed or cancelled.</param>
/// <param name="Share">How much of the journal was read, 0 to 1.</param>
/// <param name="Mistakes">Why it failed.</param>
/// <param name="Answer">What came of it, once it is done; null in lists.</param>
public sealed record BacktestItem(string Id, string State, string By, string OrderedAt, double Share, IReadOnlyList<string> Mistakes, BacktestAnswer? Answer);

/// <summary><c>POST /api/v1/backtests</c>, <c>GET /api/v1/backtests[/{id}]</c>, <c>DELETE /api/v1/backtests/{id}</c>.</summary>
internal static class BacktestsApi
{
    private const int MaximumOperators = 1_000;
    private const int MaximumFiles = 100;
    private const string Body = "The body: {\"from\": \"-24h\", \"to\": \"now\", \"rules\": [\"system: heating\\n...\"], \"compare\": [...], \"operators\": 1}; all of it is optional.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("/backtests");
        api.RequireAuthorization(Rights.OperateCity);

        api.MapPost("", (HttpContext context, WorkerBacktests backtests, AlertDatabase database, TimeProvider time, BacktestOrder? order) =>
        {
            try
            {
                order ??= new BacktestOrder(null, null, null, null, null);
                BacktestSettings settings = Settings(order, backtests.Options, time);
                Func<ReplayProgress, BacktestAnswer> run = backtests.Prepare(Texts("rules", order.Rules), order.Compare is { Count: > 0 } ? Texts("compare", order.Compare) : null, settings);
                string by = context.User.Identity!.Name!;
                string? id = backtests.Queue.Order(by, run);
                database.Write(connection => AuditLog.Add(connection, time.GetUtcNow().ToUnixTimeMilliseconds(), by, "backtest", id ?? "-", id is null ? "refused: too many wait" : Describe(order)));
                return id is null
                    ? Problems.Unavailable($"{backtests.Options.MaximumQueued} backtests wait already (Backtest:MaximumQueued); try again when one is done, or cancel one.")
                    : Results.Accepted($"/api/v1/backtests/{id}", backtests.Queue.Look(id, job => Item(job, withAnswer: true)));
            }
            catch (BacktestException e)
            {
                return Problems.BadRequest(e.Message);
            }
        })
            .WithSummary("Replay the worker's journal under these or other rules, in the background")
            .WithDescription(Body)
            .Produces<BacktestItem>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        api.MapGet("", (WorkerBacktests backtests) => Results.Ok(backtests.Queue.List(job => Item(job, withAnswer: false))))
            .WithSummary("Backtests that wait, run, or are over and still kept; the newest first")
            .Produces<IReadOnlyList<BacktestItem>>();

        api.MapGet("/{id}", (WorkerBacktests backtests, string id) =>
            backtests.Queue.Look(id, job => Item(job, withAnswer: true)) is { } item ? Results.Ok(item) : NoBacktest(id))
            .WithSummary("A backtest, with what came of it once it is done")
            .Produces<BacktestItem>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapDelete("/{id}", (HttpContext context, WorkerBacktests backtests, AlertDatabase database, TimeProvider time, string id) =>
        {
            if (!backtests.Queue.Cancel(id))
                return NoBacktest(id);
            database.Write(connection => AuditLog.Add(connection, time.GetUtcNow().ToUnixTimeMilliseconds(), context.User.Identity!.Name!, "cancel backtest", id, null));
            return Results.Ok(backtests.Queue.Look(id, job => Item(job, withAnswer: false)));
        })
            .WithSummary("Stop a backtest that waits or runs")
            .Produces<BacktestItem>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static BacktestSettings Settings(BacktestOrder order, BacktestOptions options, TimeProvider time)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        long? from = Moment("from", order.From, nowMs);
        long? to = Moment("to", order.To, nowMs);
        if (from >= to)
            throw new BacktestException($"from ({TimeText.Rfc3339(from.Value)}) is not before to ({TimeText.Rfc3339(to.Value)}).");
        if (order.Operators is < 1 or > MaximumOperators)
            throw new BacktestException($"operators = {order.Operators} has to be from 1 to {MaximumOperators}.");
        return new BacktestSettings { FromMs = from, ToMs = to, Operators = order.Operators ?? 1, MaximumIncidents = options.MaximumIncidents };
    }

    private static long? Moment(string name, string? text, long nowMs)
    {
        if (text is null)
            return null;
        return TimeText.TryRead(text, nowMs, out long unixMs)
            ? unixMs
            : throw new BacktestException($"{name} = '{text}' is not a time; write Unix milliseconds, RFC 3339 or for example -24h.");
    }

    private static RuleText[] Texts(string name, IReadOnlyList<string>? texts) => texts is { Count: > MaximumFiles }
        ? throw new BacktestException($"{name} has {texts.Count} files; it may have {MaximumFiles}.")
        : [.. (texts ?? []).Select((text, i) => RuleText.Of($"{name}[{i}]", text ?? ""))];

    private static string Describe(BacktestOrder order) =>
        $"from {order.From ?? "the oldest record"} to {order.To ?? "the newest"}, {order.Rules?.Count ?? 0} system files, {order.Compare?.Count ?? 0} to compare with";

    private static BacktestItem Item(BacktestJob job, bool withAnswer) => new(
        job.Id, job.State.ToString().ToLowerInvariant(), job.By, TimeText.Rfc3339(job.OrderedAtMs), job.State == BacktestState.Done ? 1 : job.Share, job.Mistakes,
        withAnswer ? job.Answer : null);

    private static IResult NoBacktest(string id) => Problems.NotFound($"There is no backtest '{id}', or its result is not kept any more (Backtest:KeepResults).");
}
