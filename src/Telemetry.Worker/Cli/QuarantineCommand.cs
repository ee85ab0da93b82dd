using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Telemetry.Readings;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Cli;

/// <summary>
/// <c>telemetry quarantine list|show|export|replay</c>: messages that were rejected. All but the replay read the data folder,
/// beside a running worker or without one; the replay asks the worker.
/// </summary>
internal static class QuarantineCommand
{
    public static Command Create() =>
        new("quarantine", "Look at messages that were rejected, and try them again. --Data:Folder=DIR says where") { List(), Show(), Export(), QuarantineReplayCommand.Create() };

    private static Command List()
    {
        var choice = new QuarantineArguments();
        var limit = new Option<int>("--limit") { Description = "At most this many, newest first", DefaultValueFactory = _ => 50 };
        var before = new Option<long?>("--before") { Description = "Go on from this number: the last one of the page before" };
        var list = new Command("list", "List rejected messages") { limit, before };
        choice.AddTo(list);
        list.TreatUnmatchedTokensAsErrors = false;
        list.SetAction(parsed => With(parsed, store =>
        {
            foreach (QuarantinedMessage message in store.List(choice.Filter(parsed), parsed.GetValue(before), parsed.GetValue(limit)))
            {
                string state = message.ReplayedAt is null ? "" : "  (replayed)";
                parsed.InvocationConfiguration.Output.WriteLine($"{message.Position,12}  {TimeText.Rfc3339(message.ReceivedAt)}  {message.Reason,-20} {message.Bytes,8} B  {VisibleText.Of(message.Topic)}{state}");
            }
        }));
        return list;
    }

    private static Command Show()
    {
        var position = new Argument<long>("position") { Description = "The number that 'list' shows" };
        var raw = new Option<bool>("--raw") { Description = "Write the payload alone to standard output, byte for byte" };
        var show = new Command("show", "Show one message: why and where it is wrong, and its payload") { position, raw };
        show.TreatUnmatchedTokensAsErrors = false;
        show.SetAction(parsed => With(parsed, store =>
        {
            QuarantinedMessage message = store.Find(parsed.GetRequiredValue(position))
                ?? throw new StartException($"There is no rejected message {parsed.GetRequiredValue(position)}.");
            if (parsed.GetValue(raw))
            {
                using Stream output = System.Console.OpenStandardOutput();
                output.Write(message.Payload);
                return;
            }

            Write(parsed.InvocationConfiguration.Output, message);
        }));
        return show;
    }

    private static Command Export()
    {
        var choice = new QuarantineArguments();
        var format = new Option<string>("--format") { Description = "ndjson or csv", DefaultValueFactory = _ => "ndjson" };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        var export = new Command("export", "Write rejected messages to standard output, newest first") { format };
        choice.AddTo(export);
        export.TreatUnmatchedTokensAsErrors = false;
        export.SetAction(parsed => With(parsed, store =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            bool isCsv = parsed.GetRequiredValue(format) == "csv";
            QuarantineFilter filter = choice.Filter(parsed);
            if (isCsv)
                output.Write(QuarantineExport.CsvHeader + "\r\n");
            foreach (QuarantinedMessage message in store.Read(filter))
                output.Write(isCsv ? QuarantineExport.CsvLine(message) + "\r\n" : QuarantineExport.NdjsonLine(message) + "\n");
        }));
        return export;
    }

    private static void Write(TextWriter output, QuarantinedMessage message)
    {
        output.WriteLine($"position   {message.Position}");
        output.WriteLine($"received   {TimeText.Rfc3339(message.ReceivedAt)}");
        output.WriteLine($"topic      {VisibleText.Of(message.Topic)}");
        if (message.Device.Length > 0)
            output.WriteLine($"device     {VisibleText.Of(message.Device)}");
        if (message.ContentType.Length > 0)
            output.WriteLine($"content    {VisibleText.Of(message.ContentType)}");
        string place = !message.IsPicture && RejectReasons.TryParse(message.Reason, out RejectReason reason) && RejectPlace.Find(reason, message.Payload) is { } at
            ? string.Create(CultureInfo.InvariantCulture, $" at line {at.Line}, byte {at.Column} (offset {at.Offset})")
            : "";
        output.WriteLine($"reason     {message.Reason}{place}");
        if (message.TriedAt is { } tried)
            output.WriteLine($"tried      {TimeText.Rfc3339(tried)} by {VisibleText.Of(message.TriedBy ?? "")}: {(message.ReplayedAt is null ? "refused again" : "taken")}");
        output.WriteLine($"payload    {message.Bytes} bytes");
        if (message.IsPicture)
        {
            output.WriteLine("A picture is not shown; --raw writes its bytes.");
            return;
        }

        ShownPayload payload = ShownPayload.Of(message.Payload);
        output.WriteLine(payload.Text ?? $"base64:{payload.Base64}");
    }

    private static int With(ParseResult parsed, Action<QuarantineStore> use)
    {
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(parsed.InvocationConfiguration.Error))
            return ExitCode.Mistakes;
        try
        {
            string path = Path.Combine(prepared.Options.Data.Folder, QuarantineServices.FileName);
            if (!File.Exists(path))
                throw new StartException($"{path}: there is no such file; --Data:Folder=DIR names the worker's data folder.");
            use(new QuarantineStore(path, mayChange: false));
            return ExitCode.Success;
        }
        catch (Exception e) when (e is StartException or SqliteException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
    }
}
