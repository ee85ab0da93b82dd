using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Health;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Reload;

/// <summary>
/// Reads the city's files again while the worker runs. They are taken whole or not at all: a city without a mistake comes
/// into force between two messages, with its record in the journal; any mistake leaves everything as it is.
/// </summary>
/// <param name="inForce">The city in force.</param>
/// <param name="archive">Keeps it.</param>
/// <param name="watch">What is known of devices goes on.</param>
/// <param name="log">Records it.</param>
/// <param name="database">For the audit log.</param>
/// <param name="options">Where the files are and how long it may take to read them.</param>
/// <param name="readAccounts">Reads the accounts of the broker again; tells why it could not.</param>
/// <param name="rightsChanged">Who may do what at the broker is another question under another city.</param>
/// <param name="time">The worker's clock.</param>
/// <param name="logger">Tells the outcome.</param>
internal sealed partial class CityReload(
    CityInForce inForce, CityArchive archive, DeviceWatch watch, CommitLog log, AlertDatabase database, CityOptions options, Func<string?> readAccounts,
    Action rightsChanged, TimeProvider time, ILogger<CityReload> logger) : IDisposable
{
    /// <summary>Who put the first city in force.</summary>
    public const string Start = "start";

    /// <summary>A log is not the place to read thousands of mistakes; the API has them all.</summary>
    private const int LoggedMistakes = 20;

    private const int ToldDevices = 5;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly string _folder = options.Folder;
    private readonly long[] _counts = new long[Enum.GetValues<ReloadResult>().Length];
    private Task<CityLoadResult>? _reading;
    private volatile CityStatus _status = new(inForce.City, time.GetUtcNow().ToUnixTimeMilliseconds(), Start, null);

    /// <summary>What is in force, since when and by whom, and what became of the last reload.</summary>
    public CityStatus Status => _status;

    /// <summary>City:Folder.</summary>
    public string Folder => _folder;

    /// <summary>Reads the files; tests have it take long.</summary>
    internal Func<string, CityLoadResult> Load { get; init; } = CityLoader.Load;

    /// <summary>What this worker's options do not allow in a city.</summary>
    internal Func<City, IEnumerable<Mistake>> Check { get; init; } = _ => [];

    /// <summary>The people of the data folder are read again with the city; null in a worker without any.</summary>
    internal PeopleInForce? People { get; init; }

    /// <summary>How many reloads ended so since the start.</summary>
    public long Count(ReloadResult result) => Interlocked.Read(ref _counts[(int)result]);

    /// <summary>Reads the files and puts them in force if they are right; one at a time.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait for another one; a reload that has begun goes to its end.</param>
    public async Task<ReloadOutcome> ReloadAsync(string principal, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ReloadOutcome outcome = await Task.Run(() => TryAsync(principal), CancellationToken.None);
            Interlocked.Increment(ref _counts[(int)outcome.Result]);
            // Not by the outcome: what failed after the switch is in force.
            _status = ReferenceEquals(inForce.City, _status.City)
                ? _status with { Last = outcome }
                : new CityStatus(inForce.City, outcome.AtMs, principal, outcome);
            Log(outcome);
            return outcome;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<ReloadOutcome> TryAsync(string principal)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        ReloadOutcome Outcome(ReloadResult result, string summary, params IReadOnlyList<Mistake> mistakes) => new(result, principal, nowMs, summary, mistakes);
        try
        {
            (City? next, IReadOnlyList<PersonDefinition> people, IReadOnlyList<Mistake> mistakes) = await ReadAsync();
            if (next is null)
            {
                string summary = $"{mistakes.Count} {(mistakes.Count == 1 ? "mistake" : "mistakes")} in {_folder}; the city in force stays";
                Audit(principal, nowMs, $"refused: {summary}");
                return Outcome(ReloadResult.Refused, summary, mistakes);
            }

            // Before the rights are looked at: a new device needs its account, and who lost his must go.
            List<string> warnings = readAccounts() is { } trouble ? [trouble] : [];
            City before = inForce.City;
            if (next.ContentHash == before.ContentHash)
            {
                string read = People is null ? "" : $"; {PeopleLoader.FileName} was read: {people.Count} people";
                Audit(principal, nowMs, $"unchanged{read}");
                People?.Take(people);
                rightsChanged();
                return Outcome(ReloadResult.Unchanged, $"the files are those of the city in force, {before.ContentHash}{read}") with { Warnings = warnings };
            }

            string difference = CityDifference.Between(before, next).ToString();
            archive.Keep(next);
            await log.Journal.WaitForRoomAsync(CancellationToken.None);
            // Before it comes into force: nothing may change that the audit log does not tell.
            Audit(principal, nowMs, $"{before.ContentHash} -> {next.ContentHash}; {difference}");
            try
            {
                archive.KeepTypes(next);
                if (archive.FormerAreas.Follow(before, next) is { Count: > 0 } moved)
                    warnings.Add(MovedSilently(before, moved));
                await SwitchAsync(next);
                People?.Take(people);
            }
            catch (Exception e) when (ReferenceEquals(inForce.City, before))
            {
                Audit(principal, nowMs, $"failed, {before.ContentHash} stays in force: {e.Message}");
                throw;
            }

            return Outcome(ReloadResult.Taken, difference) with { Warnings = warnings };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException or JournalException or ObjectDisposedException or TimeoutException)
        {
            return Outcome(ReloadResult.Failed, e.Message);
        }
        catch (Exception e)
        {
            // A fault of ours. The files are what somebody is changing right now; the worker must not end over them.
            LogFault(logger, e);
            return Outcome(ReloadResult.Failed, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task<(City? City, IReadOnlyList<PersonDefinition> People, IReadOnlyList<Mistake> Mistakes)> ReadAsync()
    {
        if (_reading is { IsCompleted: false })
            throw new TimeoutException($"{_folder} is still being read for an earlier reload: it does not answer");
        _reading = Task.Run(() => Load(_folder));
        CityLoadResult loaded;
        try
        {
            loaded = await _reading.WaitAsync(options.ReadTimeout, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{_folder} could not be read within City:ReadTimeout, {options.ReadTimeout.TotalSeconds:0} s");
        }

        var mistakes = new List<Mistake>(loaded.Mistakes);
        IReadOnlyList<PersonDefinition> people = [];
        if (loaded.City is null)
        {
            RuleSet.Check(loaded.Systems, mistakes);
        }
        else
        {
            RuleSet.Compile(loaded.City, mistakes);
            mistakes.AddRange(Check(loaded.City));
            mistakes.AddRange(archive.FindTypeChanges(loaded.City, _folder));
            if (People?.Read(loaded.City) is { } read)
            {
                mistakes.AddRange(read.Mistakes);
                people = read.People ?? [];
            }
        }

        return (mistakes.Count == 0 ? loaded.City : null, people, mistakes);
    }

    private static string MovedSilently(City before, IReadOnlyList<Device> moved)
    {
        string devices = string.Join(", ", moved.Take(ToldDevices).Select(device => $"{device.Id} ({before.FindDevice(device.Id)!.Area.Id} -> {device.Area.Id})"));
        string more = moved.Count > ToldDevices ? $" and {moved.Count - ToldDevices} more" : "";
        return $"{devices}{more} changed area without 'moved-from'. The old topics stay theirs as long as this data folder remembers it; write 'moved-from' into the city's files to make it last.";
    }

    private async Task SwitchAsync(City next)
    {
        long position = 0;
        Action adopt = watch.Prepare(next);
        inForce.Switch(next, () =>
        {
            position = CityRecord.Append(log.Journal, next, time.GetUtcNow().ToUnixTimeMilliseconds());
            adopt();
        });
        rightsChanged();
        await log.Journal.WaitForCommitAsync(position, CancellationToken.None);
    }

    private void Audit(string principal, long nowMs, string detail) =>
        database.Write(connection => AuditLog.Add(connection, nowMs, principal, "city-reload", _folder, detail));

    private void Log(ReloadOutcome outcome)
    {
        foreach (string warning in outcome.Warnings.Take(LoggedMistakes))
            LogWarning(logger, warning);
        string result = ReloadOutcome.Label(outcome.Result);
        if (!outcome.IsFailure)
        {
            LogTaken(logger, result, outcome.By, outcome.Summary, inForce.City.ContentHash);
            return;
        }

        LogNotTaken(logger, result, outcome.By, outcome.Summary);
        foreach (Mistake mistake in outcome.Mistakes.Take(LoggedMistakes))
            LogMistake(logger, mistake);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reload of the city {Outcome} (by {By}): {Summary}; in force is {Hash}")]
    private static partial void LogTaken(ILogger logger, string outcome, string by, string summary, string hash);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reload of the city {Outcome} (by {By}): {Summary}")]
    private static partial void LogNotTaken(ILogger logger, string outcome, string by, string summary);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Mistake}")]
    private static partial void LogMistake(ILogger logger, Mistake mistake);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reload of the city: {Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "A reload of the city ended in a fault of Telemetry")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
