using System.CommandLine;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry mqtt-user set|remove|list</c>: accounts of the embedded broker.</summary>
internal static class MqttUserCommand
{
    private const int LeastPasswordLength = 8;

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "User name and client id of the client: the id of a device, or another name for a program that gives inputs or carries calls further" };
        var mayInput = new Option<bool>("--may-input") { Description = "It may give inputs (modes, flags, weather, plans) on the topic ROOT/input; left out, it may not" };
        var mayReadCalls = new Option<bool>("--may-read-calls") { Description = "It may subscribe to the calls to people and to screens (Notifications:Mqtt:Topic), with names and contacts; left out, it may not" };
        var set = new Command("set", "Make an account or change its password, which is read from standard input (one line), and its rights") { name, mayInput, mayReadCalls };
        set.TreatUnmatchedTokensAsErrors = false;
        set.SetAction(parsed => With(parsed, accounts =>
        {
            string password = System.Console.In.ReadLine() ?? "";
            if (password.Length < LeastPasswordLength)
                throw new StartException($"The password has {password.Length} characters; it needs at least {LeastPasswordLength}. It is read from standard input.");
            accounts.Set(parsed.GetRequiredValue(name), password, parsed.GetValue(mayInput), parsed.GetValue(mayReadCalls));
        }));
        var remove = new Command("remove", "Remove an account") { name };
        remove.TreatUnmatchedTokensAsErrors = false;
        remove.SetAction(parsed => With(parsed, accounts =>
        {
            if (!accounts.Remove(parsed.GetRequiredValue(name)))
                throw new StartException($"There is no account '{parsed.GetRequiredValue(name)}'.");
        }));
        var list = new Command("list", "List the accounts") { TreatUnmatchedTokensAsErrors = false };
        list.SetAction(parsed => With(parsed, accounts =>
        {
            foreach (string account in accounts.Names)
                parsed.InvocationConfiguration.Output.WriteLine(account + (accounts.MayInput(account) ? "  may give inputs" : "") + (accounts.MayReadCalls(account) ? "  may read calls" : ""));
        }));
        return new Command("mqtt-user", "Accounts of the embedded broker; a running worker reads them at 'telemetry reload' and at its next start. --Data:Folder=DIR says where") { set, remove, list };
    }

    private static int With(ParseResult parsed, Action<MqttAccounts> use)
    {
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(parsed.InvocationConfiguration.Error))
            return ExitCode.Mistakes;
        try
        {
            string data = DataFolder.Prepare(prepared.Options.Data.Folder);
            use(new MqttAccounts(prepared.Options.Mqtt.UsersFile ?? Path.Combine(data, MqttAccounts.FileName)));
            return ExitCode.Success;
        }
        catch (Exception e) when (e is StartException or IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
    }
}
