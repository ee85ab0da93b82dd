using System.CommandLine;
using Microsoft.Data.Sqlite;
using Telemetry.Readings;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry quarantine list|show</c>: messages that were rejected. Works beside a running worker.</summary>
internal static class QuarantineCommand
{
    public static Command Create()
    {
        var reason = new Option<string?>("--reason") { Description = "Only messages rejected for this reason, such as malformed-json" };
        var device = new Option<string?>("--device") { Description = "Only messages of this device" };
        var limit = new Option<int>("--limit") { Description = "At most this many, newest first", DefaultValueFactory = _ => 50 };
        var list = new Command("list", "List rejected messages") { reason, device, limit };
        list.TreatUnmatchedTokensAsErrors = false;
        list.SetAction(parsed => With(parsed, store =>
        {
            if (parsed.GetValue(reason) is { } label && !RejectReasons.TryParse(label, out _))
                throw new StartException($"'{label}' is no reason; there are {string.Join(", ", Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None).Select(r => r.Label()))}.");
            foreach (QuarantinedMessage message in store.List(parsed.GetValue(reason), parsed.GetValue(device), null, parsed.GetValue(limit)))
                parsed.InvocationConfiguration.Output.WriteLine($"{message.Position,12}  {TimeText.Rfc3339(message.ReceivedAt)}  {message.Reason,-20} {message.Payload.Length,8} B  {VisibleText.Of(message.Topic)}");
        }));

        var position = new Argument<long>("position") { Description = "The number that 'list' shows" };
        var show = new Command("show", "Write the payload of one message to standard output, byte for byte") { position };
        show.TreatUnmatchedTokensAsErrors = false;
        show.SetAction(parsed => With(parsed, store =>
        {
            QuarantinedMessage message = store.Find(parsed.GetRequiredValue(position))
                ?? throw new StartException($"There is no rejected message {parsed.GetRequiredValue(position)}.");
            using Stream output = System.Console.OpenStandardOutput();
            output.Write(message.Payload);
        }));
        return new Command("quarantine", "Look at messages that were rejected. --Data:Folder=DIR says where") { list, show };
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
