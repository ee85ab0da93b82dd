namespace Telemetry.Worker.Inputs;

/// <summary>The history of inputs in <c>alerts.db</c>.</summary>
internal static class InputSchema
{
    /// <summary>The step of the database's format that made it.</summary>
    public const string Create =
        """
        CREATE TABLE input(
            position INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL,
            device TEXT, site TEXT, area TEXT, system TEXT, place TEXT, points INTEGER NOT NULL, body TEXT NOT NULL);
        CREATE INDEX input_by_time ON input(at);
        CREATE INDEX input_by_device ON input(device) WHERE device IS NOT NULL;
        CREATE INDEX input_by_site ON input(site) WHERE site IS NOT NULL;
        CREATE INDEX input_by_area ON input(area, kind) WHERE area IS NOT NULL;
        CREATE INDEX input_by_system ON input(system) WHERE system IS NOT NULL;
        CREATE INDEX input_by_place ON input(place);
        """;
}
