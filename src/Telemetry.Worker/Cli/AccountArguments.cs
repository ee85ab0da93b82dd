using System.CommandLine;
using Microsoft.Data.Sqlite;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Cli;

/// <summary>What <c>telemetry user</c>, <c>token</c> and <c>audit</c> work with: the data folder, beside a running worker or without one.</summary>
/// <param name="Database">Of the data folder.</param>
/// <param name="Options">Of the section <c>Access</c>.</param>
/// <param name="City">To check areas by; null when it is not where the options say, or has mistakes.</param>
/// <param name="By">Who the audit log names.</param>
internal sealed record AccountArguments(AlertDatabase Database, AccessOptions Options, City? City, string By)
{
    public AccountDesk Users { get; } = new(Database, new Passwords(Options), TimeProvider.System);

    public TokenDesk Tokens { get; } = new(Database, Options, TimeProvider.System);

    /// <summary>Runs a command, or tells what is wrong.</summary>
    public static int With(ParseResult parsed, Action<AccountArguments, TextWriter> use) => With(parsed, (arguments, output) =>
    {
        use(arguments, output);
        return ExitCode.Success;
    });

    /// <inheritdoc cref="With(ParseResult, Action{AccountArguments, TextWriter})"/>
    public static int With(ParseResult parsed, Func<AccountArguments, TextWriter, int> use)
    {
        Preparation prepared = Preparation.Of(parsed, withCity: false);
        if (prepared.Report(parsed.InvocationConfiguration.Error))
            return ExitCode.Mistakes;
        try
        {
            AuditOrigin.Current = new AuditOrigin(null, "cli");
            string data = DataFolder.Prepare(prepared.Options.Data.Folder);
            City? city = Directory.Exists(prepared.Options.City.Folder) ? CityLoader.Load(prepared.Options.City.Folder).City : null;
            return use(
                new AccountArguments(new AlertDatabase(Path.Combine(data, "alerts.db")), prepared.Options.Access, city, "cli:" + Environment.UserName),
                parsed.InvocationConfiguration.Output);
        }
        catch (Exception e) when (e is StartException or AccountException or SqliteException or IOException or UnauthorizedAccessException)
        {
            parsed.InvocationConfiguration.Error.WriteLine(VisibleText.Of(e.Message));
            return e is AccountException { Mistake: AccountMistake.Invalid } ? ExitCode.Mistakes : ExitCode.Failed;
        }
    }
}
