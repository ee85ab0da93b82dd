using System.Globalization;
using System.Text.RegularExpressions;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// When the store blames lines in what it was sent, halves it until the guilty ones stand alone; the rest is stored.
/// InfluxDB 1.x keeps the good lines of a batch it answers with 400, 2.x keeps none: sending them again does not matter to
/// either.
/// </summary>
internal sealed partial class LineIsolation(LineSender sender, RequestLimit limit)
{
    /// <summary>A comment: answered by a sound server with success, and by one that refuses everything with the same error as the lines.</summary>
    public static byte[] Probe { get; } = "# telemetry\n"u8.ToArray();

    /// <summary>Success once every line is either stored or in the list; otherwise the answer that stopped it, and the list is as it was.</summary>
    public async Task<StoreAnswer> IsolateAsync(ReadOnlyMemory<byte> lines, StoreAnswer refusal, List<RefusedLine> refused, CancellationToken cancellationToken)
    {
        bool probed = false;
        var guilty = new List<RefusedLine>();
        var pieces = new Stack<Suspicion>();
        pieces.Push(new Suspicion(lines, refusal, SinceProbe: false));
        while (pieces.TryPop(out Suspicion piece))
        {
            int count = piece.Lines.Span.Count((byte)'\n');
            if (count > 1 && !DroppedAll(piece.Refusal, count))
            {
                int middle = Middle(piece.Lines.Span);
                StoreAnswer first = await SendAsync(piece.Lines[..middle], probed, pieces, cancellationToken);
                StoreAnswer second = first.IsSuccess ? await SendAsync(piece.Lines[middle..], probed, pieces, cancellationToken) : first;
                if (!second.IsSuccess)
                    return second;
            }
            else if (piece.SinceProbe)
            {
                Blame(piece, guilty);
            }
            else
            {
                // A server that refuses everything must not empty the journal into the file of rejected lines; and one that
                // did so until a moment ago is asked once more.
                StoreAnswer probe = probed ? StoreAnswer.Success : await sender.SendAsync(Probe, cancellationToken);
                if (probe.Text == piece.Refusal.Text || (!probe.IsSuccess && !probe.BlamesLines))
                    return probe;
                probed = true;
                StoreAnswer again = await SendAsync(piece.Lines, probed, pieces, cancellationToken);
                if (!again.IsSuccess)
                    return again;
            }
        }

        refused.AddRange(guilty);
        return StoreAnswer.Success;
    }

    /// <summary>Success when the lines are stored, or refused and put onto the stack.</summary>
    private async Task<StoreAnswer> SendAsync(ReadOnlyMemory<byte> lines, bool probed, Stack<Suspicion> pieces, CancellationToken cancellationToken)
    {
        StoreAnswer answer = await sender.SendAsync(lines, cancellationToken);
        if (answer.IsTooLarge)
            limit.Failed(lines.Span.Count((byte)'\n'));
        if (!answer.BlamesLines && !answer.IsTooLarge)
            return answer;
        pieces.Push(new Suspicion(lines, answer, probed));
        return StoreAnswer.Success;
    }

    private static void Blame(Suspicion piece, List<RefusedLine> guilty)
    {
        for (ReadOnlyMemory<byte> rest = piece.Lines; !rest.IsEmpty;)
        {
            int length = rest.Span.IndexOf((byte)'\n');
            guilty.Add(new RefusedLine(ReasonOf(piece.Refusal), piece.Refusal.Text, rest[..length]));
            rest = rest[(length + 1)..];
        }
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

    /// <param name="SinceProbe">True when the refusal is younger than the proof that the server takes anything at all.</param>
    private readonly record struct Suspicion(ReadOnlyMemory<byte> Lines, StoreAnswer Refusal, bool SinceProbe);
}
