using System.Text;
using Telemetry.Readings;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Console.Api;

/// <summary>A rejected message.</summary>
/// <param name="Position">Its number; pass the last one as <c>before</c> for the next page.</param>
/// <param name="ReceivedAt">RFC 3339, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Device">The device its topic names, if any.</param>
/// <param name="Topic">Where it was sent.</param>
/// <param name="Bytes">Length of the payload.</param>
/// <param name="Text">The beginning of the payload when it is UTF-8 text.</param>
/// <param name="Base64">The beginning of the payload when it is not.</param>
public sealed record QuarantineItem(long Position, string ReceivedAt, string Reason, string? Device, string Topic, int Bytes, string? Text, string? Base64);

/// <summary>A page of rejected messages.</summary>
public sealed record QuarantineAnswer(long Total, IReadOnlyList<QuarantineItem> Messages);

/// <summary><c>GET /api/v1/quarantine</c>.</summary>
internal static class QuarantineApi
{
    private const int MaximumLimit = 1_000;
    private const int ShownBytes = 4_096;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/quarantine", (QuarantineStore store, string? reason, string? device, long? before, int? limit) =>
        {
            string[] labels = [.. Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None).Select(r => r.Label())];
            if (reason is not null && !labels.Contains(reason))
                return Problems.BadRequest($"reason = '{reason}' is not known; {(Spelling.Nearest(reason, labels) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", labels)}.")}");
            if (limit is < 1 or > MaximumLimit)
                return Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.");
            return Results.Ok(new QuarantineAnswer(store.Count, [.. store.List(reason, device, before, limit ?? 100).Select(Item)]));
        })
            .WithSummary("Messages that were rejected, newest first")
            .WithDescription("reason and device filter; before is the position to go on from; limit is 1 to 1000 (default 100). Payloads are shown up to 4 KiB; 'telemetry quarantine show' prints them whole.")
            .Produces<QuarantineAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

    private static QuarantineItem Item(QuarantinedMessage message)
    {
        ReadOnlySpan<byte> shown = message.Payload.AsSpan(0, Math.Min(message.Payload.Length, ShownBytes));
        bool isText = System.Text.Unicode.Utf8.IsValid(message.Payload);
        return new QuarantineItem(
            message.Position, TimeText.Rfc3339(message.ReceivedAt), message.Reason, message.Device.Length == 0 ? null : message.Device, message.Topic,
            message.Payload.Length, isText ? Encoding.UTF8.GetString(shown) : null, isText ? null : Convert.ToBase64String(shown));
    }
}
