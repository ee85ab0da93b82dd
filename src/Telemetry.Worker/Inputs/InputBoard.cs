using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Inputs;

/// <summary>What was said of a device or a part of the city.</summary>
/// <param name="InForce">What counts now. Of a device, the one of each kind that its rules see.</param>
/// <param name="Ahead">What begins later; the next first.</param>
/// <param name="History">What was taken, the newest first.</param>
public sealed record InputView(IReadOnlyList<InputRecord> InForce, IReadOnlyList<InputRecord> Ahead, IReadOnlyList<TakenInput> History);

/// <summary>Shows people and programs what was said, and by whom.</summary>
internal sealed class InputBoard(LiveCity live, AlertDatabase database, TimeProvider time)
{
    private static readonly InputKind[] Standing = [InputKind.Mode, InputKind.Phase, InputKind.Away, InputKind.Permit, InputKind.Maintenance];

    /// <param name="limit">Of each list.</param>
    public InputView Of(Device device, int limit)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        (List<InputRecord> inForce, List<InputRecord> ahead) = live.Inputs(state =>
        {
            List<InputRecord> about = [.. state.All().Where(record => IsAbout(record.Scope, device))];
            IEnumerable<InputRecord> standing = Standing.Select(kind => state.InForce(device, kind, nowMs)).OfType<InputRecord>();
            IEnumerable<InputRecord> service = state.LastService(device) is { } done ? [done] : [];
            return (
                (List<InputRecord>)[.. standing, .. service, .. about.Where(record => !Standing.Contains(record.Kind) && IsNow(record, nowMs))],
                Ahead(about, nowMs));
        });
        return View(inForce, ahead, limit, database.Read(connection => InputHistory.Of(connection, device, limit)));
    }

    /// <param name="city">The inventory in force.</param>
    /// <param name="area">With all that lies in it; null for the whole city.</param>
    /// <param name="limit">Of each list.</param>
    /// <param name="scope">What whoever asks may see. What is of no area, such as a mode of a whole system, is for those of the whole city.</param>
    public InputView Of(City city, Area? area, int limit, AreaScope scope)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        (List<InputRecord> inForce, List<InputRecord> ahead) = live.Inputs(state =>
        {
            List<InputRecord> about = [.. state.All().Where(record => IsIn(InputHistory.PlaceOf(record.Scope, city), area, scope))];
            return ((List<InputRecord>)[.. about.Where(record => IsNow(record, nowMs))], Ahead(about, nowMs));
        });
        return View(inForce, ahead, limit, database.Read(connection => InputHistory.Of(connection, city, area, limit, scope)));
    }

    private static InputView View(List<InputRecord> inForce, List<InputRecord> ahead, int limit, IReadOnlyList<TakenInput> history) =>
        new([.. inForce.Take(limit)], [.. ahead.Take(limit)], history);

    private static List<InputRecord> Ahead(IEnumerable<InputRecord> about, long nowMs) => [.. about.Where(record => record.FromMs > nowMs).OrderBy(record => record.FromMs)];

    /// <summary>Of services only the last counts, and that of each device.</summary>
    private static bool IsNow(InputRecord record, long nowMs) =>
        !record.IsTakenBack && record.FromMs <= nowMs && record.UntilMs > nowMs && record.Kind != InputKind.Service;

    private static bool IsAbout(InputScope scope, Device device) =>
        scope.Device is { } id ? id == device.Id
        : scope.Site is { } site ? site == device.Site.Id
        : (scope.System is null || scope.System == device.Kind.System.Id) && (scope.Area is null || IsIn(device.Area, scope.Area));

    private static bool IsIn(Area? place, Area? area, AreaScope scope) =>
        (area is null || place?.IsWithin(area) == true) && (scope.IsEverything || (place is not null && scope.Covers(place.Id)));

    private static bool IsIn(Area around, string area)
    {
        for (Area? at = around; at is not null; at = at.Parent)
        {
            if (at.Id == area)
                return true;
        }

        return false;
    }
}
