using System.Globalization;
using System.Text.RegularExpressions;
using Telemetry.Storage.LineProtocol;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// Writes a batch and, when the store blames lines in it, halves it until the guilty ones stand alone and are set aside; the
/// rest is stored. InfluxDB 1.x keeps the good lines of a batch it answers with 400, 2.x keeps none: sending them again does
/// not matter to either.
/// </summary>
internal sealed partial class LineIsolation(LineSender sender, RejectedLines rejected)
{
    // Answered by a sound server with success, and by one that refuses everything with the same error as the lines.
    private static readonly byte[] Probe = "# telemetry\n"u8.ToArray();

    public async Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        var refused = new List<(LineRejection Reason, string Message, ReadOnlyMemory<byte> Line)>();
        ReadOnlyMemory<byte> lines = batch.Attempt == 0 ? batch.Lines : Sift(batch.Lines, refused);
        StoreAnswer answer = lines.IsEmpty ? new StoreAnswer(System.Net.HttpStatusCode.NoContent, "", null) : await sender.SendAsync(lines, cancellationToken);
        if (answer.BlamesLines || answer.IsTooLarge)
            answer = await IsolateAsync(lines, answer, refused, cancellationToken);
        if (!answer.IsSuccess)
            return answer.ToResult();
        foreach ((LineRejection reason, string message, ReadOnlyMemory<byte> line) in refused)
            rejected.Add(reason, message, line.Span);
        return new WriteResult(WriteOutcome.Stored, refused.Count, refused.Count == 0 ? null : refused[^1].Message);
    }

    /// <summary>
    /// After a failure: lines that are not line protocol are taken out before they are sent once more. Some of them crash
    /// influxd 1.6.7, and sending those again would crash it for ever.
    /// </summary>
    private static ReadOnlyMemory<byte> Sift(ReadOnlyMemory<byte> lines, List<(LineRejection, string, ReadOnlyMemory<byte>)> refused)
    {
        var kept = new MemoryStream(lines.Length);
        while (!lines.IsEmpty)
        {
            int length = lines.Span.IndexOf((byte)'\n');
            if (LineReader.IsWellFormed(lines.Span[..length]))
                kept.Write(lines.Span[..(length + 1)]);
            else
                refused.Add((LineRejection.Malformed, "Not line protocol; taken out after the store failed on the batch.", lines[..length]));
            lines = lines[(length + 1)..];
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }

    private static LineRejection ReasonOf(StoreAnswer answer) => answer switch
    {
        { IsTooLarge: true } => LineRejection.TooLarge,
        _ when answer.Text.Contains("type conflict", StringComparison.Ordinal) => LineRejection.TypeConflict,
        _ when answer.Text.Contains("retention policy", StringComparison.Ordinal) => LineRejection.Retention,
        _ when answer.Text.Contains("unable to parse", StringComparison.Ordinal) => LineRejection.Malformed,
        _ => LineRejection.Other,
    };

    [GeneratedRegex(@"\bdropped=(\d+)")]
    private static partial Regex Dropped();

    private static bool DroppedAll(StoreAnswer answer, int count) =>
        Dropped().Match(answer.Text) is { Success: true } match && match.Groups[1].Value == count.ToString(CultureInfo.InvariantCulture);

    private static int Middle(ReadOnlySpan<byte> lines)
    {
        int half = lines[..(lines.Length / 2)].LastIndexOf((byte)'\n') + 1;
        return half > 0 ? half : lines.IndexOf((byte)'\n') + 1;
    }

    /// <summary>Success once every line is either stored or in the list; otherwise the answer that stopped it, and the list means nothing.</summary>
    private async Task<StoreAnswer> IsolateAsync(
        ReadOnlyMemory<byte> lines,
        StoreAnswer refusal,
        List<(LineRejection Reason, string Message, ReadOnlyMemory<byte> Line)> refused,
        CancellationToken cancellationToken)
    {
        bool probed = false;
        var pieces = new Stack<(ReadOnlyMemory<byte> Lines, StoreAnswer Refusal)>();
        pieces.Push((lines, refusal));
        while (pieces.TryPop(out (ReadOnlyMemory<byte> Lines, StoreAnswer Refusal) piece))
        {
            int count = piece.Lines.Span.Count((byte)'\n');
            if (count == 1 || DroppedAll(piece.Refusal, count))
            {
                if (!probed && piece.Refusal.BlamesLines)
                {
                    // A server that refuses everything must not empty the journal into the file of rejected lines.
                    StoreAnswer probe = await sender.SendAsync(Probe, cancellationToken);
                    if (probe.Text == piece.Refusal.Text || (!probe.IsSuccess && !probe.BlamesLines))
                        return probe;
                    probed = true;
                }

                for (ReadOnlyMemory<byte> rest = piece.Lines; !rest.IsEmpty;)
                {
                    int length = rest.Span.IndexOf((byte)'\n');
                    refused.Add((ReasonOf(piece.Refusal), piece.Refusal.Text, rest[..length]));
                    rest = rest[(length + 1)..];
                }

                continue;
            }

            int middle = Middle(piece.Lines.Span);
            foreach (ReadOnlyMemory<byte> half in (ReadOnlyMemory<byte>[])[piece.Lines[..middle], piece.Lines[middle..]])
            {
                StoreAnswer answer = await sender.SendAsync(half, cancellationToken);
                if (answer.BlamesLines || answer.IsTooLarge)
                    pieces.Push((half, answer));
                else if (!answer.IsSuccess)
                    return answer;
            }
        }

        return new StoreAnswer(System.Net.HttpStatusCode.NoContent, "", null);
    }
}
