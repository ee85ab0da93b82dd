using Microsoft.Data.Sqlite;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Escalation;

/// <summary>How late the step is that has been due for longest.</summary>
internal sealed class EscalationHealth(AlertDatabase database, SteadyTime steady) : IEscalationHealth
{
    private long? _due;

    public TimeSpan OverdueBy
    {
        get
        {
            try
            {
                _due = database.Read(EscalationStore.NextDue);
            }
            catch (SqliteException)
            {
                // A check of its own tells that; what was due then is later still.
            }

            return _due is { } due ? TimeSpan.FromMilliseconds(steady.NowMs - due) : TimeSpan.Zero;
        }
    }
}
