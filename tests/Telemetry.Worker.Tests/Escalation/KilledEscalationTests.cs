using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>kill -9 at random moments of escalations, two hundred times.</summary>
public sealed class KilledEscalationTests
{
    private const int Lanes = 4;
    private const int KillsPerLane = 50;

    /// <summary>A step that was due and unanswered while the process lived for so long has to have been taken, on a machine that is busy with other tests.</summary>
    private const int EnoughMs = 400;

    /// <summary>Of the log, in one life: about twenty lines.</summary>
    private const int MostBytes = 1_000;

    private const int EnoughDone = 6;

    /// <summary>What was on its way when somebody answered arrives within this.</summary>
    private const int OnItsWayMs = 300;

    /// <summary>Uptime is in hundredths of a second, at both ends.</summary>
    private const int ClockMs = 20;

    [Fact]
    public async Task Killed_TwoHundredTimes_NothingIsMissedNorRepeatedWithoutNeed()
    {
        int[] steps = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => LaneAsync(lane)));

        Assert.All(steps, taken => Assert.True(taken > KillsPerLane / 2, $"only {taken} steps were taken in a lane of {KillsPerLane} kills"));
    }

    /// <summary>One alerts.db and the processes that die on it; how many steps were taken.</summary>
    private static async Task<int> LaneAsync(int lane)
    {
        using var folder = new TemporaryFolder();
        string logPath = folder[KilledEscalation.LogName];
        var random = new Random(lane);
        for (int kill = 0; kill < KillsPerLane; kill++)
        {
            long before = File.Exists(logPath) ? new FileInfo(logPath).Length : 0;
            await using PeerProcess process = Start(folder.Path, "on");
            // One in five dies while it starts, the others after so much of their work: a busy machine's time says nothing of it.
            long until = before + random.Next(MostBytes);
            if (random.Next(5) > 0)
                await Eventually.TrueAsync(() => process.HasExited || (File.Exists(logPath) && new FileInfo(logPath).Length > until), "It did not get on.");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)), TimeProvider.System);
            Assert.False(process.HasExited, process.Output);
            process.Kill();
            using var log = new KillLog(logPath);
            log.Write("killed");
        }

        await using (PeerProcess last = Start(folder.Path, KilledEscalation.Last))
        {
            await last.WaitForExitAsync(TimeSpan.FromSeconds(30));
            Assert.True(last.ExitCode == 0, last.Output);
        }

        IReadOnlyList<KillLog.Line> lines = KillLog.Read(logPath);
        var database = new AlertDatabase(folder["alerts.db"]);
        List<PageRow> pages = database.Read(connection => connection.Query<PageRow>(
            "SELECT number AS Number, incident AS Incident, person AS Person, step AS Step, round AS Round, state AS State, call AS Call FROM page ORDER BY number").ToList());
        AssertRepeats(lines);
        AssertNoneAfterAnAnswer(lines);
        int taken = AssertSteps(lines, pages);
        // What endangers life and was answered waits to be asked about again within the hour; nobody is being called any more.
        Assert.Equal(0, database.Read(connection => connection.ExecuteScalar<long>(
            $"SELECT (SELECT count(*) FROM escalation WHERE phase IN {EscalationStore.CallingPhases}) + (SELECT count(*) FROM page WHERE state = 'waiting')")));
        SqliteConnection.ClearAllPools();
        return taken;
    }

    private static PeerProcess Start(string folder, string how) =>
        PeerProcess.Start(
            "dotnet", [typeof(KilledEscalation).Assembly.Location, KilledEscalation.Argument, folder, how],
            environment: new Dictionary<string, string> { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_BackgroundWorkerTimeoutMs"] = "0" });

    /// <summary>A key comes again only when a kill lies between: it was sent, and the note of it was not written.</summary>
    private static void AssertRepeats(IReadOnlyList<KillLog.Line> lines)
    {
        int[] kills = [.. lines.Where(l => l.What == "killed").Select(l => l.At)];
        foreach (IGrouping<string, KillLog.Line> key in lines.Where(l => l.What == "called").GroupBy(l => l.Subject))
        {
            foreach ((KillLog.Line first, KillLog.Line second) in key.Zip(key.Skip(1)))
                Assert.True(Array.Exists(kills, k => k > first.At && k < second.At), $"{key.Key} came twice without a kill between, at lines {first.At} and {second.At}");
        }
    }

    private static void AssertNoneAfterAnAnswer(IReadOnlyList<KillLog.Line> lines)
    {
        Dictionary<string, KillLog.Line> answers = lines.Where(l => l.What == "answered").ToDictionary(l => l.Subject);
        foreach (KillLog.Line call in lines.Where(l => l.What == "called"))
        {
            KillLog.Line?[] answered = [.. call.Incidents.Select(id => answers.GetValueOrDefault(id)).Select(a => a?.At < call.At ? a : null)];
            if (answered.Contains(null))
                continue;
            KillLog.Line newest = answered.MaxBy(a => a!.At)!;
            bool wasOnItsWay = call.Ms - newest.Ms < OnItsWayMs && !lines.Skip(newest.At).Take(call.At - newest.At).Any(l => l.What == "killed");
            Assert.True(wasOnItsWay, $"line {call.At} calls about nothing but what was answered at line {newest.At}");
        }
    }

    private static int AssertSteps(IReadOnlyList<KillLog.Line> lines, List<PageRow> pages)
    {
        ILookup<string, PageRow> pagesOf = pages.ToLookup(p => p.Incident);
        Dictionary<string, KillLog.Line> firstCall = lines.Where(l => l.What == "called").GroupBy(l => l.Subject).ToDictionary(g => g.Key, g => g.First());
        (long From, long To)[] lives = [.. Lives(lines)];
        Dictionary<string, long> opening = lines.Where(l => l.What == "opening").ToDictionary(l => l.Subject, l => l.Ms);
        Dictionary<string, long> opened = lines.Where(l => l.What == "opened").ToDictionary(l => l.Subject, l => l.Ms);
        Dictionary<string, long> answering = lines.Where(l => l.What == "answering").GroupBy(l => l.Subject).ToDictionary(g => g.Key, g => g.First().Ms);
        int taken = 0;
        foreach ((string id, long openingMs) in opening)
        {
            int[] steps = [.. pagesOf[id].Select(p => p.Step).Distinct().Order()];
            Assert.Equal(Enumerable.Range(1, steps.Length), steps);
            for (int step = 0; step < KilledEscalation.StepsMs.Length; step++)
            {
                KillLog.Line? call = pagesOf[id].Where(p => p.Step == step + 1 && p.Call is not null).Select(p => firstCall.GetValueOrDefault(p.Call!)).OfType<KillLog.Line>().MinBy(l => l.At);
                taken += call is null ? 0 : 1;
                if (call is not null)
                    Assert.True(call.Ms >= openingMs + KilledEscalation.StepsMs[step] - ClockMs, $"step {step + 1} of {id} was called {call.Ms - openingMs} ms after it began");
                if (!opened.TryGetValue(id, out long openedMs) || !answering.TryGetValue(id, out long answeringMs))
                    continue;
                long due = openedMs + KilledEscalation.StepsMs[step];
                if (!lives.Any(life => IsEnough(lines, Math.Max(life.From, due), Math.Min(life.To, answeringMs))))
                    continue;
                Assert.True(
                    call is not null,
                    $"step {step + 1} of {id}, due at {due}, was never called; it was answered at {answeringMs}: {string.Join(", ", pagesOf[id].Select(p => $"{p.Step}/{p.Round} {p.State} {p.Call}"))}");
            }
        }

        return taken;
    }

    /// <summary>Time alone says little on a machine that is busy: the same process has to have got other things done meanwhile.</summary>
    private static bool IsEnough(IReadOnlyList<KillLog.Line> lines, long from, long to) =>
        to - from >= EnoughMs && lines.Count(l => l.Ms >= from && l.Ms < to) >= EnoughDone;

    private static IEnumerable<(long From, long To)> Lives(IReadOnlyList<KillLog.Line> lines)
    {
        long? from = null;
        foreach (KillLog.Line line in lines)
        {
            if (line.What == "started")
                from = line.Ms;
            if (line.What != "killed" || from is not { } since)
                continue;
            from = null;
            yield return (since, line.Ms);
        }

        if (from is { } last)
            yield return (last, lines[^1].Ms);
    }
}
