using System.Text.Unicode;
using Telemetry.Storage.LineProtocol;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// Brings a batch to a store, whatever the store makes of it: in pieces when it cannot take so much at once, without the
/// lines that it blames, and without a line that it dies of. What was stored is not sent again by the next attempt.
/// <para>
/// A line is only said to kill the store when the store took another line right before, went away while it was given this
/// one alone, and did so twice; nobody else may have been writing. So a store that is down, slow, out of memory or just
/// starting costs time and no line.
/// </para>
/// </summary>
internal sealed class BatchDelivery
{
    private readonly LineSender _sender;
    private readonly RejectedLines _rejected;
    private readonly RequestLimit _limit = new();
    private readonly LineIsolation _isolation;
    private readonly DeadlyLines _deadly = new();

    // What a sound store takes: the last line that it took, until then a comment.
    private byte[] _control = LineIsolation.Probe;
    private int _underWay;

    public BatchDelivery(LineSender sender, RejectedLines rejected)
    {
        _sender = sender;
        _rejected = rejected;
        _isolation = new LineIsolation(sender, _limit);
    }

    /// <summary>Lines in one request at most; <see cref="int.MaxValue"/> while the store never asked for less.</summary>
    public int RequestLines => _limit.Lines;

    public async Task<WriteResult> WriteAsync(LineBatch batch, CancellationToken cancellationToken)
    {
        bool isAlone = Interlocked.Increment(ref _underWay) == 1;
        try
        {
            Delivery delivery = batch.Delivery ??= new Delivery(batch.Lines, batch.Count);
            if (batch.Attempt == 0 ? !_deadly.IsEmpty || !Utf8.IsValid(batch.Lines.Span) : !delivery.IsSifted)
            {
                delivery.Sift(line => IsSound(line, delivery, batch.Attempt));
                delivery.IsSifted = batch.Attempt > 0;
            }

            StoreAnswer answer = await DeliverAsync(delivery, isAlone, cancellationToken);
            return answer.IsSuccess ? Finish(batch, delivery) : answer.ToResult();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>
    /// Names that are not UTF-8 are never sent: influxd 1.6.7 takes them and cannot open its files after the next restart.
    /// After a failure, lines that are not line protocol are taken out: some of them crash it. What the store is known to
    /// die of stands in the file of rejected lines already.
    /// </summary>
    private bool IsSound(ReadOnlyMemory<byte> line, Delivery delivery, int attempt)
    {
        if (_deadly.Contains(line.Span))
            return false;
        string? mistake = !Utf8.IsValid(line.Span) ? "Not UTF-8; stores disagree on it, so it was not sent."
            : attempt > 0 && !LineReader.IsWellFormed(line.Span) ? "Not line protocol; taken out after the store failed on the batch."
            : null;
        if (mistake is not null)
            delivery.Refused.Add(new RefusedLine(LineRejection.Malformed, mistake, line));
        return mistake is null;
    }

    private WriteResult Finish(LineBatch batch, Delivery delivery)
    {
        batch.Delivery = null;
        foreach (RefusedLine line in delivery.Refused)
            _rejected.Add(line.Reason, line.Message, line.Line.Span);
        _rejected.Sync();
        return new WriteResult(WriteOutcome.Stored, delivery.Refused.Count, delivery.Refused.Count == 0 ? null : delivery.Refused[^1].Message);
    }

    private async Task<StoreAnswer> DeliverAsync(Delivery delivery, bool isAlone, CancellationToken cancellationToken)
    {
        while (!delivery.IsDone)
        {
            bool careful = delivery.IsSuspect && isAlone;
            if (careful && await _sender.SendAsync(_control, cancellationToken) is { IsSuccess: false, BlamesLines: false } unwell)
                return unwell;
            Piece piece = delivery.Next(_limit.Lines);
            StoreAnswer answer = await _sender.SendAsync(piece.Lines, cancellationToken);
            if (answer.IsSuccess)
            {
                if (_limit.Lines != int.MaxValue)
                    _limit.Succeeded(piece.Count);
                _control = LastLine(piece.Lines.Span);
            }
            else
            {
                if (answer.IsOverload || answer.IsTooLarge)
                    _limit.Failed(piece.Count);
                if (answer.BlamesLines || answer.IsTooLarge)
                    answer = await _isolation.IsolateAsync(piece.Lines, answer, delivery.Refused, cancellationToken);
            }

            if (!answer.IsSuccess)
            {
                if (answer.Fault == StoreFault.Broken && delivery.Broke(careful, answer.Text) is { } line)
                    _deadly.Add(line.Span);
                return answer;
            }

            delivery.Stored();
        }

        return StoreAnswer.Success;
    }

    private static byte[] LastLine(ReadOnlySpan<byte> lines) => lines[(lines[..^1].LastIndexOf((byte)'\n') + 1)..].ToArray();
}
