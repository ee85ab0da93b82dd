namespace Telemetry.Worker.Escalation;

/// <summary>
/// Escalations in <c>alerts.db</c>. Times of <c>escalation</c>, <c>call_limit</c> and <c>steady_time</c> are steady
/// milliseconds (<see cref="SteadyTime"/>), those of <c>page</c> and <c>page_call</c> are Unix milliseconds, for people.
/// </summary>
internal static class EscalationSchema
{
    /// <summary>The step of the database's format that made it. Page numbers are never given again: keys are made of them.</summary>
    public const string Create =
        """
        CREATE TABLE steady_time(
            one INTEGER PRIMARY KEY CHECK (one = 1), steady INTEGER NOT NULL, wall INTEGER NOT NULL, boot TEXT, uptime INTEGER);
        CREATE TABLE escalation(
            incident TEXT PRIMARY KEY, ladder TEXT NOT NULL, phase TEXT NOT NULL, step INTEGER NOT NULL, round INTEGER NOT NULL,
            began INTEGER NOT NULL, answered INTEGER, due INTEGER, on_screen INTEGER NOT NULL, urgent INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX escalation_by_due ON escalation(urgent, due) WHERE due IS NOT NULL;
        CREATE INDEX escalation_on_screen ON escalation(incident) WHERE on_screen;
        CREATE TABLE page(
            number INTEGER PRIMARY KEY AUTOINCREMENT, incident TEXT NOT NULL, target TEXT NOT NULL, person TEXT, duty TEXT,
            way TEXT NOT NULL, step INTEGER NOT NULL, round INTEGER NOT NULL, urgent INTEGER NOT NULL, created INTEGER NOT NULL,
            state TEXT NOT NULL, call TEXT);
        CREATE INDEX page_waiting ON page(target, way, urgent) WHERE state = 'waiting';
        CREATE INDEX page_by_incident ON page(incident);
        CREATE INDEX page_by_call ON page(call) WHERE call IS NOT NULL;
        CREATE TABLE page_call(
            key TEXT PRIMARY KEY, target TEXT NOT NULL, way TEXT NOT NULL, person TEXT, duty TEXT, made INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE page_entry(entry TEXT PRIMARY KEY, call TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX page_entry_by_call ON page_entry(call);
        CREATE TABLE call_limit(target TEXT NOT NULL, way TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(target, way)) WITHOUT ROWID;
        """;
}
