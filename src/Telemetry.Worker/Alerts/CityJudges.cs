using Telemetry.Readings.Inventory;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Alerts;

/// <summary>Finds who judges the records of a city: the one in force, or one that was.</summary>
/// <exception cref="StartException">A rule of the city in force cannot be compiled.</exception>
internal sealed partial class CityJudges(CityInForce inForce, CityArchive archive, ILogger<CityJudges> logger)
{
    private long _missing;

    /// <summary>Of the city that the process began with; the one who judges until a record says otherwise.</summary>
    public CityJudge First { get; } = CityJudge.TryCreate(inForce.City, out string trouble) ?? throw new StartException(trouble);

    /// <summary>How often a city could not be had, so that its records were judged by another one.</summary>
    public long Missing => Interlocked.Read(ref _missing);

    /// <summary>Null, told and counted, when the city cannot be had.</summary>
    /// <param name="hash">Of the city.</param>
    public CityJudge? Find(string hash)
    {
        City now = inForce.City;
        string trouble = "";
        City? city = now.ContentHash == hash ? now : archive.Find(hash, out trouble);
        if (city is not null && CityJudge.TryCreate(city, out trouble) is { } judge)
            return judge;
        Interlocked.Increment(ref _missing);
        LogMissing(logger, hash, trouble);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The city {Hash}, by which records in the journal were made, cannot be had: {Trouble}. They are judged by the city before (counted in telemetry_alerts_missing_cities_total); restore the folder of that name in 'cities' in the data folder from a backup and start again to judge what follows rightly")]
    private static partial void LogMissing(ILogger logger, string hash, string trouble);
}
