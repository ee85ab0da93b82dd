using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Drills;

/// <summary>A duty that did not answer its newest weekly test: nobody would answer a real alarm either. It ends with the answer, be it late, or the next test.</summary>
internal sealed class DrillTroubles(DrillDesk desk, AlertDatabase database, IDrillRoster roster) : ISelfCheckSource
{
    private readonly Lock _gate = new();
    private IReadOnlyList<Drill> _newest = [];
    private int _changes = -1;

    /// <summary>The newest weekly test of each duty that is over; read again when something has changed.</summary>
    public IReadOnlyList<Drill> Newest()
    {
        lock (_gate)
        {
            int changes = desk.Changes;
            if (changes == _changes)
                return _newest;
            try
            {
                _newest = database.Read(DrillStore.NewestOver);
                _changes = changes;
            }
            catch (SqliteException)
            {
                // A check of its own tells that; what was known stands.
            }

            return _newest;
        }
    }

    public IReadOnlyList<ISelfCheck> Checks()
    {
        HashSet<string> duties = [.. roster.Duties.Select(duty => duty.Id)];
        List<Drill> bad = [.. Newest().Where(drill => duties.Contains(drill.Duty!) && drill.State is DrillState.Missed or DrillState.Uncalled)];
        List<Drill> uncalled = [.. bad.Where(drill => drill.State == DrillState.Uncalled)];
        return
        [
            .. bad.Where(drill => drill.State == DrillState.Missed).Select(drill => (ISelfCheck)new MissedCheck(drill)),
            .. uncalled.Count > 0 ? (ISelfCheck[])[new UncalledCheck(uncalled)] : [],
        ];
    }

    private sealed class MissedCheck(Drill drill) : ISelfCheck
    {
        public string Rule => $"drill-missed-{drill.Duty}";

        public Severity Severity => Severity.Medium;

        public LocalizedText Title { get; } = new($"每周测试无人应答：{drill.Subject.Zh}", $"Nobody answered the weekly test: {drill.Subject.En}");

        public LocalizedText Advice { get; } = new(
            "联系该岗位的值班人员，核对电话和应用是否能收到呼叫，让其在“演练”页应答这次测试，或用“呼叫我”再测一次。",
            "Find whoever holds this duty, see whether their telephone and app get calls, and have them answer this test on the page of drills, or test them again with \"call me\".");

        public string? Trouble() => $"{drill.Id} of {drill.Week} was not answered";
    }

    private sealed class UncalledCheck(List<Drill> drills) : ISelfCheck
    {
        private const int Named = 5;

        public string Rule => "drill-uncalled";

        public Severity Severity => Severity.High;

        public LocalizedText Title { get; } = new("每周测试无法呼叫任何人", "The weekly test could not call anybody");

        public LocalizedText Advice { get; } = new(
            "没有通道承载呼叫方式（Notifications 下的通道选项），真正的告警也叫不到人。请配置通道。",
            "No channel carries the ways of the ladders (options under Notifications): a real alarm would call nobody either. Set one up.");

        public string? Trouble() => $"{drills.Count} duties, such as {string.Join(", ", drills.Take(Named).Select(drill => drill.Duty))}";
    }
}
