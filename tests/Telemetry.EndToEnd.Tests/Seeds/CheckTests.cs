using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Seeds;

/// <summary>Twenty different mistakes in the delivered city: one run of <c>telemetry check</c> tells them all.</summary>
public sealed class CheckTests
{
    /// <summary>The file, what is replaced there, by what, with § where the mistake stands, and what is said.</summary>
    private static readonly (string File, string Old, string New, string Message)[] Mistakes =
    [
        ("systems/heating.yaml", "    interval: 30s", "    interval: §30", "'interval' of kind 'station' must be a duration such as 30s, 5m or 1h, not '30'"),
        ("systems/heating.yaml", "tank_level: { unit: m,", "tank_level: { unit: §mtr,", "unknown unit 'mtr'"),
        ("systems/heating.yaml", "physical: [0, 6]", "physical: §[6, 0]", "'physical' of field 'tank_level': the minimum 6 must be less than the maximum 0"),
        ("systems/heating.yaml", "derived: \"primary_supply_pressure - ", "derived: \"§primary_suply_pressure - ", "unknown field 'primary_suply_pressure' (did you mean 'primary_supply_pressure'?)"),
        ("systems/reservoir.yaml", "max-rate: 0.5 in 5m", "max-rate: §0.5 per 5m", "'max-rate' of field 'level'"),
        ("systems/reservoir.yaml", "events: [accident]", "§evnts: [accident]", "unknown key 'evnts' in kind 'reservoir' (did you mean 'events'?)"),
        ("systems/river.yaml", "severity: low", "severity: §minor", "unknown severity 'minor' (known: critical, high, medium, low)"),
        ("systems/elevator.yaml", "title: { zh: 楼层, en: Floor }", "title: §{ en: Floor }", "'title' of field 'floor' lacks the key 'zh'"),
        ("systems/cabin.yaml", "stuck-after: 6h", "stuck-after: §six hours", "'stuck-after' of field 'temperature'"),
        ("systems/water-meter.yaml", "resolution: 0.01,", "resolution: §-1,", "'resolution' of field 'battery_voltage'"),
        ("city/areas.yaml", "level: county", "level: §contry", "unknown level 'contry' (did you mean 'county'?)"),
        ("city/heating.yaml", "area: linqing, title: { zh: 新华路", "area: §linqin, title: { zh: 新华路", "unknown area 'linqin' (did you mean 'linqing'?)"),
        ("city/heating.yaml", "position: [36.8289, 115.7126]", "position: §[115.7126, 36.8289]", "'position' of a site must be [latitude, longitude] in degrees"),
        ("city/sluice.yaml", "system: sluice", "system: §slucie", "unknown system 'slucie' (did you mean 'sluice'?)"),
        ("city/motor.yaml", "kind: motor", "kind: §moter", "system 'motor' has no kind 'moter' (did you mean 'motor'?)"),
        ("city/elevator.yaml", "\"lift-{00001..", "§\"lift-{x0001..", "a template must look like"),
        ("city/cabin.yaml", "kind: cabin", "kind: cabin, §stat: planned", "unknown key 'stat' in a device"),
        ("city/duties.yaml", "role:", "§rolle:", "unknown key 'rolle' in a duty (did you mean 'role'?)"),
        ("city/water-safety.yaml", "devices:\n", "devices:\n  - { id: §hs-0001, system: heating, kind: station, site: hs-site-0001 }\n", "device 'hs-0001' is already defined at "),
        ("city/water-meter.yaml", "kind: meter", "kind: meter, state: §plannd", "unknown state 'plannd' (did you mean 'planned'?)"),
    ];

    [Fact]
    public async Task Check_TwentyMistakesInManyFiles_TellsAllWithTheirPlacesAtOnce()
    {
        using var folder = new TemporaryFolder();
        string city = AddedSystem.CopySeeds(folder["city"]);
        var expected = new List<string>();
        foreach (IGrouping<string, (string File, string Old, string New, string Message)> file in Mistakes.GroupBy(mistake => mistake.File))
            expected.AddRange(await BreakAsync(city, file.Key, [.. file.Select(mistake => (mistake.Old, mistake.New, mistake.Message))]));

        (int exitCode, string output) = await WorkerProcess.RunToEndAsync("check", $"--City:Folder={city}");

        Assert.Equal(20, expected.Count);
        string[] untold = [.. expected.Where(text => !output.Contains(text, StringComparison.Ordinal))];
        Assert.True(untold.Length == 0, $"not told:\n{string.Join('\n', untold)}\ntold:\n{output}");
        Assert.Equal(2, exitCode);
    }

    /// <summary>Changes a file, and tells where its mistakes stand when all of them are in it.</summary>
    private static async Task<string[]> BreakAsync(string city, string file, (string Old, string New, string Message)[] mistakes)
    {
        string path = Path.Combine(city, file);
        string text = await File.ReadAllTextAsync(path);
        for (int i = 0; i < mistakes.Length; i++)
        {
            int at = text.IndexOf(mistakes[i].Old, StringComparison.Ordinal);
            Assert.True(at >= 0, $"{file} has no '{mistakes[i].Old}'");
            text = text[..at] + mistakes[i].New.Replace('§', Mark(i)) + text[(at + mistakes[i].Old.Length)..];
        }

        string[] expected = new string[mistakes.Length];
        for (int i = 0; i < mistakes.Length; i++)
        {
            string before = text[..text.IndexOf(Mark(i))];
            int line = before.Count(c => c == '\n') + 1;
            int column = before[(before.LastIndexOf('\n') + 1)..].Count(c => !IsMark(c)) + 1;
            expected[i] = $"{file}:{line}:{column}: {mistakes[i].Message}";
        }

        await File.WriteAllTextAsync(path, new string([.. text.Where(c => !IsMark(c))]));
        return expected;
    }

    private static char Mark(int number) => (char)('\uE000' + number);

    private static bool IsMark(char c) => c is >= '\uE000' and < '\uE100';
}
