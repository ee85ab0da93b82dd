using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Duties;

namespace Telemetry.Worker.Cli;

/// <summary>
/// <c>telemetry duty --device ID --at TIME</c>: who would be called, and why. Reads the city's files, the people and the swaps of the
/// data folder, beside a running worker or without one.
/// </summary>
internal static class DutyCommand
{
    private static readonly string[] LocalForms = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"];

    private static readonly Option<string> Device = new("--device") { Description = "The device that alarms", Required = true };
    private static readonly Option<string?> At = new("--at") { Description = "When: now (the default), RFC 3339, or a time of the city's clocks such as '2026-10-01 23:00'" };
    private static readonly Option<bool> Json = new("--json") { Description = "Print what GET /api/v1/duties/who answers" };

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var command = new Command("duty", "Tell who would be called for a device at a moment, and why. --City:Folder=DIR and --Data:Folder=DIR say where")
        {
            Device, At, Json,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        Preparation prepared = Preparation.Of(parsed);
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (prepared.Report(error))
            return ExitCode.Mistakes;
        City city = prepared.City!;
        string id = parsed.GetRequiredValue(Device);
        if (city.FindDevice(id) is not { } device)
        {
            string hint = NearestName.Of(id, city.Devices.Select(known => known.Id)) is { } near ? $" Did you mean {near}?" : "";
            error.WriteLine($"--device {id}: there is no such device in {prepared.Options.City.Folder}.{hint}");
            return ExitCode.Mistakes;
        }

        if (!TryMoment(parsed.GetValue(At) ?? "now", city.Alarms.TimeZone, out long atMs))
        {
            error.WriteLine($"--at {parsed.GetValue(At)}: is no moment; write RFC 3339 such as 2026-10-01T23:00:00+08:00, a time of the city's clocks such as '2026-10-01 23:00', or now.");
            return ExitCode.Mistakes;
        }

        string database = Path.Combine(prepared.Options.Data.Folder, "alerts.db");
        try
        {
            var finder = new DutyFinder(city, new Roster(prepared.People), DutyOverrideTable.Peek(database));
            DutyAnswer answer = DutyReport.Of(finder, LadderSet.Of(city), device, atMs);
            if (parsed.GetValue(Json))
                parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(answer, Web));
            else
                DutyText.Write(parsed.InvocationConfiguration.Output, answer, prepared.People.Count);
            return ExitCode.Success;
        }
        catch (SqliteException e)
        {
            error.WriteLine($"{database}: the swaps cannot be read: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private static bool TryMoment(string text, TimeZoneInfo zone, out long atMs)
    {
        if (DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            // In an hour that the clocks leave out, what they would have shown.
            TimeSpan offset = zone.GetUtcOffset(local);
            atMs = new DateTimeOffset(local, offset).ToUnixTimeMilliseconds();
            return atMs >= 0;
        }

        return TimeText.TryRead(text, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), out atMs);
    }
}
