namespace Telemetry.Worker.Drills;

/// <summary>Test calls in <c>alerts.db</c>, and the row that shows that it can be written.</summary>
internal static class DrillSchema
{
    /// <summary>The step of the database's format that made it. A duty has one test in a week, whatever happens.</summary>
    public const string Create =
        """
        CREATE TABLE drill(
            id TEXT PRIMARY KEY, duty TEXT, week TEXT, subject_zh TEXT NOT NULL, subject_en TEXT NOT NULL,
            area TEXT NOT NULL, asked_by TEXT NOT NULL, started_at INTEGER NOT NULL, deadline_at INTEGER NOT NULL, state TEXT NOT NULL,
            answered_at INTEGER, answered_by TEXT, answered_through TEXT, note TEXT);
        CREATE UNIQUE INDEX drill_by_week ON drill(duty, week) WHERE week IS NOT NULL;
        CREATE INDEX drill_by_start ON drill(started_at);
        CREATE INDEX drill_running ON drill(id) WHERE state = 'running';
        CREATE TABLE drill_call(
            drill TEXT NOT NULL REFERENCES drill(id), number INTEGER NOT NULL, person TEXT, name_zh TEXT, name_en TEXT,
            way TEXT NOT NULL, entries TEXT NOT NULL, PRIMARY KEY(drill, number)) WITHOUT ROWID;
        CREATE INDEX drill_call_by_person ON drill_call(person) WHERE person IS NOT NULL;
        CREATE TABLE probe(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, turns INTEGER NOT NULL DEFAULT 1);
        """;
}
