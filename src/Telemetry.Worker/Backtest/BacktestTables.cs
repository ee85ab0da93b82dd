using System.Globalization;
using Spectre.Console;
using Telemetry.Alerting.Backtest;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Backtest;

/// <summary>Prints a result for people, in Chinese and English.</summary>
/// <param name="zone">In which times are shown.</param>
/// <param name="rows">Rows that a table has at most; what is left out is told.</param>
internal sealed class BacktestTables(IAnsiConsole console, TimeZoneInfo zone, int rows)
{
    public void Print(BacktestResult result)
    {
        Input(result);
        Print(result.Before, result.After is null ? "规则 / rules" : "A");
        if (result is not { After: { } after, Comparison: { } comparison })
            return;
        Print(after, "B");
        Print(comparison);
    }

    private void Input(BacktestResult result)
    {
        RecordingFigures recording = result.Recording;
        ReportPeriod period = result.Before.Report.Period;
        console.WriteLine(Text($"{Show(period.FromMs)} .. {Show(period.ToMs)} ({Duration(period.LengthMs)}), {recording.Records:N0} 条记录 / records, {recording.Bytes / 1048576.0:N1} MiB, {result.Elapsed.TotalSeconds:N1} s"));
        if (recording.DamagedStretches > 0)
            Warn(Text($"日志损坏 {recording.DamagedStretches} 处 / {recording.DamagedStretches} damaged stretches of the journal, {recording.DamagedBytes:N0} B"));
        if (recording.MissingRecords > 0)
            Warn(Text($"缺少 {recording.MissingRecords:N0} 条记录 / {recording.MissingRecords:N0} records are missing (damaged, or dropped when the journal was full)"));
        if (recording.LetGoSegments > 0)
            Warn(Text($"{recording.LetGoSegments} 个段已被清理 / {recording.LetGoSegments} segments were let go by the worker before they were read"));
        if (recording.WasSorted)
            console.WriteLine("文件未按时间排序,已先排序 / the lines were not in order of time and were sorted first");
        if (recording.Outages > 0)
            console.WriteLine(Text($"{recording.Outages} 处停顿视为记录中断 / {recording.Outages} pauses taken for outages of the recording, {Duration(recording.OutageMs)} together"));
    }

    private void Print(LaneResult lane, string name)
    {
        BacktestReport report = lane.Report;
        console.WriteLine();
        console.Write(new Spectre.Console.Rule(Markup.Escape(Text($"{name}: {report.Alarms:N0} 次报警 / alarms, {lane.Judged:N0} 条数据 / samples judged"))).LeftJustified());
        foreach ((SkipReason reason, string wrong, long count, string? nearest) in lane.Skipped.Names.Take(rows))
            Warn(Text($"{BacktestJson.Label(reason)}: {VisibleText.Of(wrong)} ({count:N0}){(nearest is null ? "" : $"; did you mean {nearest}?")}"));
        foreach (SkipReason reason in Enum.GetValues<SkipReason>().Where(reason => lane.Skipped[reason] > 0))
            console.WriteLine(Text($"未判断 / not judged: {lane.Skipped[reason]:N0} {BacktestJson.Label(reason)}"));
        if (lane.Unheard > 0)
            console.WriteLine(Text($"文件中没有数据的设备 / devices in service that the file does not hold: {lane.Unheard:N0}"));
        if (report.Dropped > 0)
            Warn(Text($"超出上限未计入 / raised beyond --maximum-incidents and in no figure: {report.Dropped:N0}"));
        Guidelines(report);
        Rules(report);
        Incidents("事件 / incidents", report.Incidents);
    }

    private void Guidelines(BacktestReport report)
    {
        Table table = NewTable("ISA-18.2 / EEMUA 191", "指标 / figure", "", "结果 / result", "要求 / target", "评价 / verdict");
        foreach (Guideline each in report.Guidelines)
        {
            string value = each.IsShare ? Text($"{each.Value:P1}") : Text($"{each.Value:0.##}");
            table.AddRow(Cell(each.Title.Zh), Cell(each.Title.En), Cell(value), Cell(each.Target), Of(each.Verdict));
        }

        console.Write(table);
        console.WriteLine(string.Join("  ", report.BySeverity.Select(pair => Text($"{pair.Key.ToText()} {pair.Value:N0}"))));
        if (report.PeakHour.Alarms > 0)
            console.WriteLine(Text($"最忙一小时 / busiest hour: {report.PeakHour.Alarms:N0}, {Show(report.PeakHour.EndsAtMs)}; 泛滥 / floods: {report.Floods.Count}; 开始时 / standing at the start: {report.StandingAtStart}; 结束时 / at the end: {report.StandingAtEnd}"));
        foreach (FloodPeriod flood in report.Floods.Take(rows))
            console.WriteLine(Text($"  泛滥 / flood {Show(flood.BeginMs)} .. {Show(flood.EndMs)}: {flood.Alarms:N0}"));
        foreach (ChatterFigures chatter in report.Chattering.Take(rows))
            console.WriteLine(Text($"  抖动 / chattering {chatter.System}/{chatter.Rule} {chatter.Device}: {chatter.Alarms:N0}"));
    }

    private void Rules(BacktestReport report)
    {
        Table table = NewTable("按规则 / by rule", "系统 / system", "规则 / rule", "级别 / severity", "", "", "报警 / alarms", "设备 / devices", "持续 / standing", "最长 / longest");
        RuleFigures[] raised = [.. report.Rules.Where(rule => rule.Alarms > 0 || rule.StandingMs > 0)];
        foreach (RuleFigures rule in raised.Take(rows))
        {
            table.AddRow(
                Cell(rule.System), Cell(rule.Rule), Of(rule.Severity), Cell(rule.Title.Zh), Cell(rule.Title.En), Cell(Text($"{rule.Alarms:N0}")),
                Cell(Text($"{rule.Devices:N0}")), Cell(Duration(rule.StandingMs)), Cell(Duration(rule.LongestMs)));
        }

        console.Write(table);
        LeftOut(raised.Length);
        console.WriteLine(Text($"未触发的规则 / rules that were never raised: {report.Rules.Count - raised.Length}"));
    }

    private void Incidents(string title, IReadOnlyList<Incident> incidents)
    {
        if (incidents.Count == 0)
            return;
        Table table = NewTable(title, "开始 / begin", "持续 / standing", "级别 / severity", "设备 / device", "规则 / rule", "", "数值 / value");
        foreach (Incident incident in incidents.Take(rows))
        {
            table.AddRow(
                Cell(Show(incident.OpenedAtMs)), Cell(incident.ClearedAtMs is { } end ? Duration(end - incident.OpenedAtMs) : "…"), Of(incident.Severity),
                Cell(incident.DeviceId), Cell(incident.RuleId), Cell(incident.Title.Zh), Cell(incident.Value is { } value ? Text($"{value:G6}") : ""));
        }

        console.Write(table);
        LeftOut(incidents.Count);
    }

    private void Print(RuleSetComparison comparison)
    {
        console.WriteLine();
        console.Write(new Spectre.Console.Rule("A → B").LeftJustified());
        console.WriteLine(Text($"相同 / the same: {comparison.Same:N0}; 仅 A / only A: {comparison.OnlyBefore.Count:N0}; 仅 B / only B: {comparison.OnlyAfter.Count:N0}; 时间不同 / at another time: {comparison.Shifted.Count:N0}"));
        if (comparison.Rules.Count > 0)
        {
            Table table = NewTable("报警数变化 / change by rule", "系统 / system", "规则 / rule", "A", "B", "变化 / change");
            foreach (RuleDifference rule in comparison.Rules.Take(rows))
                table.AddRow(Cell(rule.System), Cell(rule.Rule), Cell(Text($"{rule.Before}")), Cell(Text($"{rule.After}")), Cell(Text($"{rule.Change:+#,0;-#,0;0}")));
            console.Write(table);
            LeftOut(comparison.Rules.Count);
        }

        Incidents("仅 A / only A", comparison.OnlyBefore);
        Incidents("仅 B / only B", comparison.OnlyAfter);
        if (comparison.Shifted.Count == 0)
            return;
        Table shifted = NewTable("时间不同 / at another time", "A 开始 / begin", "设备 / device", "规则 / rule", "开始 / begin B - A", "结束 / end B - A");
        foreach (ShiftedIncident each in comparison.Shifted.Take(rows))
        {
            shifted.AddRow(
                Cell(Show(each.Before.OpenedAtMs)), Cell(each.Before.DeviceId), Cell(each.Before.RuleId), Cell(Text($"{each.BeginShiftMs / 1000.0:+0.###;-0.###;0} s")),
                Cell(each.EndShiftMs is { } end ? Text($"{end / 1000.0:+0.###;-0.###;0} s") : "…"));
        }

        console.Write(shifted);
        LeftOut(comparison.Shifted.Count);
    }

    private static Table NewTable(string title, params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(Markup.Escape(title)) };
        foreach (string column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        return table;
    }

    private static Markup Of(Severity severity) => new(severity switch
    {
        Severity.Critical => "[red]critical[/]",
        Severity.High => "[darkorange]high[/]",
        Severity.Medium => "[yellow]medium[/]",
        _ => "[blue]low[/]",
    });

    private static Markup Of(Verdict verdict) => new(verdict switch
    {
        Verdict.Good => "[green]好 good[/]",
        Verdict.Tolerable => "[yellow]可接受 tolerable[/]",
        Verdict.Poor => "[red]差 poor[/]",
        _ => "数据太少 too little data",
    });

    private static Markup Cell(string text) => new(Markup.Escape(VisibleText.Of(text)));

    private static string Duration(long milliseconds)
    {
        var time = TimeSpan.FromMilliseconds(milliseconds);
        return time.TotalDays >= 1 ? Text($"{(int)time.TotalDays} d {time.Hours} h")
            : time.TotalHours >= 1 ? Text($"{time.Hours} h {time.Minutes} min")
            : time.TotalMinutes >= 1 ? Text($"{time.Minutes} min {time.Seconds} s")
            : Text($"{time.TotalSeconds:0.#} s");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Show(long unixMs) => MomentText.Show(unixMs, zone);

    private void Warn(string text) => console.Write(new Markup($"[yellow]{Markup.Escape(text)}[/]\n"));

    private void LeftOut(int total)
    {
        if (total > rows)
            console.WriteLine(Text($"… {total - rows:N0} 行未显示 / more; --rows N, or --json for all"));
    }
}
