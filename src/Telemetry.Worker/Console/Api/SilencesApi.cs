using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Options;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Console.Api;

/// <summary><c>/api/v1/silences</c> and <c>/api/v1/maintenance</c>: what calls nobody for a time, by order.</summary>
internal static class SilencesApi
{
    private const int Listed = 100;
    private const int MaximumLimit = 10_000;

    private static readonly string[] States = ["active", "coming", "in-force", "over", "all"];

    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api.MapGroup("/silences"), SilenceKind.Silence);
        Map(api.MapGroup("/maintenance"), SilenceKind.Maintenance);
    }

    public static SilenceItem Item(SilenceView view) => new(
        view.Silence.Id, view.Silence.Kind.Label(), Label(view.Phase), Scope(view.Silence.Scope), TimeText.Rfc3339(view.Silence.StartMs),
        TimeText.Rfc3339(view.Silence.EndMs), view.Silence.Reason, view.Silence.Owner, view.Silence.ExceptLifeSafety, view.IsLifeSafety,
        view.Silence.CalendarItem, view.Held, view.Silence.EndedAtMs is { } at ? TimeText.Rfc3339(at) : null, view.Silence.EndedBy, view.Silence.Version);

    private static void Map(RouteGroupBuilder group, SilenceKind kind)
    {
        string what = kind.Label();
        group.MapGet("", (SilenceBoard board, string? state, int? limit) => List(board, kind, state ?? "active", limit ?? Listed))
            .RequireAuthorization(Rights.View)
            .WithSummary($"Each {what}: in force and to come, or over")
            .WithDescription("state: active (default: in force and to come), coming, in-force, over or all. limit, 1 to 10000 (default 100), is of those that are over.")
            .Produces<IReadOnlyList<SilenceItem>>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        group.MapGet("/{id}", (SilenceBoard board, string id) =>
            board.Find(kind, id) is { } view ? Results.Ok(Item(view)) : Problems.NotFound($"There is no {what} '{id}'."))
            .RequireAuthorization(Rights.View)
            .WithSummary($"One {what}")
            .Produces<SilenceItem>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        Refusable(group.MapPost("", (HttpContext context, SilenceBook book, SilenceBoard board, TimeProvider time, SilenceRequest request) =>
            request.Preview ? Preview(context, book, kind, time, request) : Create(context, book, board, kind, time, request)))
            .WithSummary($"Make a {what}, or see what it would catch")
            .WithDescription("""The body is such as {"scope":{"areas":["linqing"],"systems":["heating"]},"duration":"2h","reason":"pump replaced"}; with "preview": true nothing is made. What life safety concerns is silent for at most an hour.""")
            .Produces<SilenceItem>(StatusCodes.Status201Created)
            .Produces<SilencePreviewAnswer>();

        Refusable(group.MapPost("/preview", (HttpContext context, SilenceBook book, TimeProvider time, SilenceRequest request) => Preview(context, book, kind, time, request)))
            .WithSummary($"What a {what} would catch; nothing is made")
            .Produces<SilencePreviewAnswer>();

        Refusable(group.MapPost("/{id}/extend", (HttpContext context, SilenceBook book, SilenceBoard board, TimeProvider time, string id, SilenceExtendRequest request) =>
        {
            long? endMs = null;
            TimeSpan by = default;
            if (request.End is null == request.Duration is null)
                return Problems.BadRequest("Give 'end' or 'duration'.");
            if (request.End is { } end && Read("end", end, time, out endMs) is { } mistake)
                return Problems.BadRequest(mistake);
            if (request.Duration is { } duration && !TimeText.TryReadDuration(duration, out by))
                return Problems.BadRequest(NoDuration(duration));
            return Answer(book.Extend(kind, id, endMs, by, request.Version, context.User), board);
        }))
            .WithSummary($"Give a {what} a later end")
            .Produces<SilenceItem>();

        Refusable(group.MapDelete("/{id}", (HttpContext context, SilenceBook book, SilenceBoard board, string id, int? version) =>
            Answer(book.Withdraw(kind, id, version, context.User), board)))
            .WithSummary($"Withdraw a {what}: what still stands calls people at once")
            .Produces<SilenceItem>();
    }

    private static RouteHandlerBuilder Refusable(RouteHandlerBuilder route) => route.RequireAuthorization(Rights.Operate)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static IResult List(SilenceBoard board, SilenceKind kind, string state, int limit)
    {
        if (!States.Contains(state))
            return Problems.BadRequest($"state = '{state}' is not known; {(NearestName.Of(state, States) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", States)}.")}");
        if (limit is < 1 or > MaximumLimit)
            return Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.");
        IEnumerable<SilenceView> active = state == "over" ? [] : board.Active(kind).Where(view => state is "active" or "all" || Label(view.Phase) == state);
        return Results.Ok(active.Concat(state is "over" or "all" ? board.Past(kind, limit) : []).Select(Item).ToList());
    }

    private static IResult Preview(HttpContext context, SilenceBook book, SilenceKind kind, TimeProvider time, SilenceRequest request)
    {
        if (Order(request, kind, time, out SilenceOrder? order) is { } mistake)
            return Problems.BadRequest(mistake);
        (SilencePreview? preview, _, SilenceOutcome? refused) = book.Preview(order!, context.User);
        return refused is not null ? Refused(refused) : Results.Ok(new SilencePreviewAnswer(
            preview!.Held.Count, [.. preview.Held.Take(Listed).Select(incident => incident.Id)], preview.Held.Count(incident => incident.LifeSafety), preview.Answered,
            preview.Devices.Count, [.. preview.Devices.Take(Listed).Select(device => device.Id)], preview.Rules, preview.LifeSafetyRules,
            preview.IsLifeSafetyCaught && preview.LifeSafetyRules.Count > 0, preview.Days, preview.Recent, preview.RecentLifeSafety));
    }

    private static IResult Create(HttpContext context, SilenceBook book, SilenceBoard board, SilenceKind kind, TimeProvider time, SilenceRequest request) =>
        Order(request, kind, time, out SilenceOrder? order) is { } mistake ? Problems.BadRequest(mistake) : Answer(book.Create(order!, context.User), board);

    private static IResult Answer(SilenceOutcome outcome, SilenceBoard board)
    {
        if (outcome.Mistake is not null)
            return Refused(outcome);
        SilenceItem item = Item(board.Of(outcome.Silence!));
        return outcome.Status == StatusCodes.Status201Created
            ? Results.Created($"/api/v1/{(outcome.Silence!.Kind == SilenceKind.Maintenance ? "maintenance" : "silences")}/{item.Id}", item)
            : Results.Ok(item);
    }

    private static IResult Refused(SilenceOutcome outcome) =>
        Results.Problem(statusCode: outcome.Status, detail: char.ToUpperInvariant(outcome.Mistake![0]) + outcome.Mistake[1..] + ".");

    /// <summary>What is wrong with a request; null when it can be understood.</summary>
    private static string? Order(SilenceRequest request, SilenceKind kind, TimeProvider time, out SilenceOrder? order)
    {
        order = null;
        long? startMs = null, endMs = null;
        TimeSpan duration = default;
        if (request.Start is { } start && Read("start", start, time, out startMs) is { } wrongStart)
            return wrongStart;
        if (request.End is null == request.Duration is null)
            return "Give 'end' or 'duration': a silence without an end does not exist.";
        if (request.End is { } end && Read("end", end, time, out endMs) is { } wrongEnd)
            return wrongEnd;
        if (request.Duration is { } text && !TimeText.TryReadDuration(text, out duration))
            return NoDuration(text);
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        SilenceScopeItem? scope = request.Scope;
        if (new[] { scope?.Areas, scope?.Systems, scope?.Sites, scope?.Devices, scope?.Rules }.Any(ids => ids?.Contains(null!) == true))
            return "The scope has a null among its ids.";
        order = new SilenceOrder(
            kind,
            new SilenceScope
            {
                Areas = scope?.Areas ?? [],
                Systems = scope?.Systems ?? [],
                Sites = scope?.Sites ?? [],
                Devices = scope?.Devices ?? [],
                Rules = scope?.Rules ?? [],
            },
            startMs, endMs ?? (startMs ?? nowMs) + (long)duration.TotalMilliseconds, request.Reason, request.ExceptLifeSafety);
        return null;
    }

    private static string? Read(string name, string text, TimeProvider time, out long? unixMs)
    {
        bool isTime = TimeText.TryRead(text, time.GetUtcNow().ToUnixTimeMilliseconds(), out long read);
        unixMs = read;
        return isTime ? null : $"{name} = '{text}' is no time; write it as 2026-11-15T06:00:00+08:00 or in Unix milliseconds.";
    }

    private static string NoDuration(string text) => $"duration = '{text}' is no duration; write it as 30m or 2h.";

    private static string Label(SilencePhase phase) => phase switch
    {
        SilencePhase.Coming => "coming",
        SilencePhase.InForce => "in-force",
        _ => "over",
    };

    private static SilenceScopeItem Scope(SilenceScope scope) => new(scope.Areas, scope.Systems, scope.Sites, scope.Devices, scope.Rules);
}
