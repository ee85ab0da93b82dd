using System.Globalization;
using System.Text.RegularExpressions;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// When the store blames lines in what it was sent, halves it until the guilty ones stand alone; the rest is stored.
/// InfluxDB 1.x keeps the good lines of a batch it answers with 400, 2.x keeps none: sending them again does not matter to
/// either.
/// </summary>
internal sealed partial class LineIsolation(LineSender sender)
{
    /// <summary>A comment: answered by a sound server with success, and by one that refuses everything with the same error as the lines.</summary>
    public static byte[] Probe { get; } = "# telemetry\n"u8.ToArray();

    /// <summary>Success once every line is either stored or in the list; otherwise the answer that stopped it, and the list is as it was.</summary>
    public async Task<StoreAnswer> IsolateAsync(ReadOnlyMemory<byte> lines, StoreAnswer refusal, List<RefusedLine> refused, CancellationToken cancellationToken)
    {
        bool probed = false;
        var guilty = new List<RefusedLine>();
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
                    guilty.Add(new RefusedLine(ReasonOf(piece.Refusal), piece.Refusal.Text, rest[..length]));
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

        refused.AddRange(guilty);
        return StoreAnswer.Success;
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
}
