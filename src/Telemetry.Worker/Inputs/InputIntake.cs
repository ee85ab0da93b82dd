using System.Text;
using Telemetry.Alerting.Inputs;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Inputs;

/// <summary>
/// Judges what people and programs say of the city, and puts what is well into the journal: from there the rule engine gets it
/// in its turn.
/// </summary>
internal sealed partial class InputIntake(
    CityInForce city, CommitLog log, InputsOptions options, string root, TimeProvider time, ILogger<InputIntake> logger)
{
    private readonly byte[] _topic = Encoding.UTF8.GetBytes(Topic(root));
    private readonly InputAllowance _allowance = new(options.PerMinute);
    private string? _told;
    private long _taken;

    /// <summary>Inputs that went into the journal since the start.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Inputs that were refused because their principal gave too many, since the start.</summary>
    public long TooMany => _allowance.Refused;

    /// <summary>Where programs publish them; two levels, so that it is no device's topic.</summary>
    public static string Topic(string root) => $"{root}/input";

    /// <summary>True for the topic of inputs when they are taken over MQTT.</summary>
    public bool IsTopic(ReadOnlySpan<byte> topic) => options.Mqtt && topic.SequenceEqual(_topic);

    /// <summary>Whether a principal may give one more now; it counts as given.</summary>
    public bool MayGive(string principal) => _allowance.TryTake(principal, time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Judges an input; it is not in the journal yet.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Judge(ReadOnlyMemory<byte> json, string principal, out InputRecord? record)
    {
        if (!InputJson.TryRead(json, principal, time.GetUtcNow().ToUnixTimeMilliseconds(), options.Limits, out record, out string? mistake))
            return mistake;
        return InputCheck.Find(record, city.City);
    }

    /// <summary>
    /// Puts one that was judged into the journal, between two cities: it is looked at once more, by the city that it will be
    /// read by.
    /// </summary>
    /// <param name="record">It.</param>
    /// <param name="refusal">Why whoever gives it may not, in a city; null when he may.</param>
    /// <param name="position">Its place in the journal.</param>
    /// <returns>Why it was not; null when it was.</returns>
    public string? TryAppend(InputRecord record, Func<City, string?> refusal, out long position)
    {
        position = 0;
        using CityUse use = city.Use();
        if ((InputCheck.Find(record, use.View.City) ?? refusal(use.View.City)) is { } mistake)
            return mistake;
        position = Append(record).Position;
        return null;
    }

    /// <summary>Puts one that was judged into the journal; by who holds the city that it was judged by.</summary>
    private Receipt Append(InputRecord record)
    {
        var header = new RecordHeader(RecordKind.Input, RecordFlags.None, Storage.Journal.Quality.Good, Storage.Journal.TimestampSource.Receipt, record.GivenAtMs, record.FromMs);
        byte[] device = record.Scope.Device is { } id ? Encoding.UTF8.GetBytes(id) : [];
        long position = log.Journal.Append(header, device, InputJson.WriteBody(record));
        Interlocked.Increment(ref _taken);
        return new Receipt(log, position);
    }

    /// <summary>Takes what was published to <see cref="Topic"/>.</summary>
    /// <param name="payload">JSON.</param>
    /// <param name="userName">Of the account, <c>anonymous</c> where none is needed; null when the broker is another program, which does not tell.</param>
    /// <param name="receipt">When it may be acknowledged.</param>
    /// <returns>Why it was refused; none when it was taken.</returns>
    public RejectReason Take(ReadOnlySpan<byte> payload, string? userName, out Receipt receipt)
    {
        // Nobody of the console can be taken for somebody who speaks over MQTT.
        string principal = "mqtt:" + (userName ?? Topic(root));
        receipt = default;
        if (!MayGive(principal))
            return RejectReason.Flood;
        if (Judge(payload.ToArray(), principal, out InputRecord? record) is { } mistake)
        {
            if (Interlocked.Exchange(ref _told, mistake) != mistake)
                LogRefused(logger, principal, mistake);
            return RejectReason.InvalidInput;
        }

        receipt = Append(record!);
        return RejectReason.None;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An input of {Principal} was refused and is in the quarantine (invalid-input): {Mistake} (told again when the mistake is another)")]
    private static partial void LogRefused(ILogger logger, string principal, string mistake);
}
