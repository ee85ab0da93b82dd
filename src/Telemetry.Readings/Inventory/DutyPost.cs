namespace Telemetry.Readings.Inventory;

/// <summary>What kind of place a duty is, so that people know whom they talk to.</summary>
public enum DutyPost : byte
{
    VillageCadre,
    GridWorker,
    TownCentre,
    StationDuty,
    RescueStation,
    RiverChief,

    /// <summary>An office of the county that is staffed day and night.</summary>
    CountyDuty,

    /// <summary>An office of the city that is staffed day and night.</summary>
    CityDuty,
}
