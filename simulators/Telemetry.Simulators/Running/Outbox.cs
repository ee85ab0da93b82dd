using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>
/// What one device has to say, in order. While it is connected everything leaves at once; while it is not, its memory
/// fills, and after the reconnect pictures, events and samples leave in that order, the latter two as arrays.
/// </summary>
/// <param name="prefix">{root}/{area}/{system}/{device}.</param>
/// <param name="statistics">Where outcomes are counted.</param>
/// <param name="failed">Told of an error that nobody expected.</param>
internal sealed class Outbox(string prefix, Statistics statistics, Action<Exception> failed)
{
    /// <summary>A day of samples at 30 s.</summary>
    public const int KeptSamples = 2880;
    public const int KeptEvents = 512;
    public const int KeptSnapshots = 8;
    public const int KeptReplies = 64;

    private const int MaximumInFlight = 16;
    private const int ArrayCount = 200;
    private const int ArrayBytes = 128 * 1024; // the worker takes 256 KiB

    private readonly KeptMessages _snapshots = new(KeptSnapshots);
    private readonly KeptMessages _events = new(KeptEvents);
    private readonly KeptMessages _replies = new(KeptReplies);
    private readonly KeptMessages _samples = new(KeptSamples);
    private int _inFlight;

    /// <summary>The connection to send by; null while the device has none.</summary>
    public IDeviceConnection? Connection { get; set; }

    public void Sample(byte[] payload)
    {
        statistics.CountSample();
        Keep(_samples, "/telemetry", payload);
    }

    public void Event(byte[] payload)
    {
        statistics.CountEvent();
        Keep(_events, "/event", payload);
    }

    public void Snapshot(string id, byte[] image)
    {
        statistics.CountSnapshot();
        Keep(_snapshots, "/snapshot/" + id, image);
    }

    public void Reply(byte[] payload)
    {
        statistics.CountReply();
        Keep(_replies, "/command/reply", payload);
    }

    /// <summary>Sends a retained status past everything kept; completes when the broker has answered.</summary>
    public Task<PublishOutcome> StatusAsync(byte[] payload) => PublishAsync("/status", payload, retain: true);

    /// <summary>Sends what is kept, as far as the connection takes it.</summary>
    public void Flush()
    {
        SendAll(_snapshots, 1);
        SendAll(_events, ArrayCount);
        SendAll(_replies, 1);
        SendAll(_samples, ArrayCount);
    }

    /// <summary>The device lost its power, and its memory with it.</summary>
    public void Forget() =>
        statistics.CountDropped(_snapshots.Clear() + _events.Clear() + _replies.Clear() + _samples.Clear());

    private void Keep(KeptMessages kept, string channel, byte[] payload)
    {
        if (!kept.Add(channel, payload))
            statistics.CountDropped(1);
        Flush();
    }

    private void SendAll(KeptMessages kept, int maximumCount)
    {
        while (kept.Count > 0 && Connection is { IsConnected: true } && Volatile.Read(ref _inFlight) < MaximumInFlight)
        {
            (string channel, IReadOnlyList<byte[]> payloads) = kept.Take(maximumCount, ArrayBytes);
            _ = PublishAsync(channel, PayloadEncoder.Join(payloads), retain: false);
        }
    }

    private async Task<PublishOutcome> PublishAsync(string channel, byte[] payload, bool retain)
    {
        if (Connection is not { } connection)
            return PublishOutcome.Lost;
        Interlocked.Increment(ref _inFlight);
        try
        {
            PublishOutcome outcome = await connection.PublishAsync(prefix + channel, payload, retain).ConfigureAwait(false);
            statistics.Count(outcome);
            return outcome;
        }
        catch (Exception e)
        {
            // Nobody awaits a sample's publish: hand the error to the fleet, which stops with it.
            failed(e);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
