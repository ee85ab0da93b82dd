using System.CommandLine;
using System.Globalization;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry user add|list|password|change|disable|enable|remove</c>: who may use the console.</summary>
internal static class UserCommand
{
    private static readonly Option<string?> PasswordFile = new("--password-file") { Description = "A file whose first line is the password; left out, it is asked for, or read from standard input" };

    public static Command Create() =>
        new("user", "Who may use the console. A running worker sees it at once; every step is in the audit log. --Data:Folder=DIR says where") { Add(), List(), Password(), Change(), Able("disable", "Accept nothing more of a user: sessions end, tokens rest", true), Able("enable", "Accept a user again, and take away a lock for wrong passwords", false), Remove() };

    private static Command Add()
    {
        (Argument<string> name, Option<string?> role, Option<string[]> areas) = (Name(), Role(), Areas());
        var zh = new Option<string?>("--zh") { Description = "Name to show, in Chinese" };
        var en = new Option<string?>("--en") { Description = "Name to show, in English" };
        var without = new Option<bool>("--no-password") { Description = "One who cannot log in: the owner of a program's token" };
        return Made(new Command("add", "Make a user; the password is asked for, or read from standard input (one line)") { name, role, areas, zh, en, without, PasswordFile }, (parsed, accounts, output) =>
        {
            string? password = parsed.GetValue(without) ? null : PasswordInput.Read(parsed.GetValue(PasswordFile));
            User user = accounts.Users.Add(
                parsed.GetRequiredValue(name), password,
                new UserDraft { Role = parsed.GetValue(role), Areas = Split(parsed.GetValue(areas)), DisplayZh = parsed.GetValue(zh), DisplayEn = parsed.GetValue(en) }, accounts.City, accounts.By);
            output.WriteLine(Line(user));
            if (user.Areas.Count == 0 && user.Role != Accounts.Role.Administrator)
                output.WriteLine($"{user.Name} has no area and sees nothing; give some with: telemetry user change {user.Name} --area ID ('*' is the whole city)");
        });
    }

    private static Command List() => Made(new Command("list", "List the users"), (_, accounts, output) =>
    {
        foreach (User user in accounts.Users.List())
            output.WriteLine(Line(user));
    });

    private static Command Password()
    {
        Argument<string> name = Name();
        return Made(new Command("password", "Give a user another password, which is asked for or read from standard input; sessions of the user end") { name, PasswordFile }, (parsed, accounts, output) =>
            output.WriteLine(Line(accounts.Users.SetPassword(parsed.GetRequiredValue(name), PasswordInput.Read(parsed.GetValue(PasswordFile)), accounts.By))));
    }

    private static Command Change()
    {
        (Argument<string> name, Option<string?> role, Option<string[]> areas) = (Name(), Role(), Areas());
        var none = new Option<bool>("--no-area") { Description = "Take every area away" };
        var command = new Command("change", "Give a user another role or other areas; sessions of the user end") { name, role, areas, none };
        command.Aliases.Add("roles");
        return Made(command, (parsed, accounts, output) => output.WriteLine(Line(accounts.Users.Change(
            parsed.GetRequiredValue(name),
            new UserDraft { Role = parsed.GetValue(role), Areas = parsed.GetValue(none) ? [] : Split(parsed.GetValue(areas)) }, accounts.City, accounts.By))));
    }

    private static Command Able(string word, string what, bool disabled)
    {
        Argument<string> name = Name();
        return Made(new Command(word, what) { name }, (parsed, accounts, output) =>
            output.WriteLine(Line(accounts.Users.Change(parsed.GetRequiredValue(name), new UserDraft { Disabled = disabled }, accounts.City, accounts.By))));
    }

    private static Command Remove()
    {
        Argument<string> name = Name();
        return Made(new Command("remove", "Remove a user and revoke the tokens; what the user did stays in every history") { name }, (parsed, accounts, output) =>
        {
            accounts.Users.Remove(parsed.GetRequiredValue(name), accounts.By);
            output.WriteLine($"{parsed.GetRequiredValue(name)}  removed");
        });
    }

    private static Argument<string> Name() => new("name") { Description = "1 to 64 of a-z, 0-9, '.' and '-'" };

    private static Option<string?> Role() => new("--role") { Description = $"One of {string.Join(", ", Roles.Names)}; each may do what those before it may" };

    private static Option<string[]> Areas() =>
        new("--area") { Description = "An area with all that lies in it; '*' is the whole city. May be given several times, or with commas", AllowMultipleArgumentsPerToken = false };

    internal static IReadOnlyList<string>? Split(string[]? areas) =>
        areas is null or [] ? null : [.. areas.SelectMany(area => area.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    internal static Command Made(Command command, Action<ParseResult, AccountArguments, TextWriter> use)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => AccountArguments.With(parsed, (accounts, output) => use(parsed, accounts, output)));
        return command;
    }

    private static string Line(User user)
    {
        string areas = user.Role == Accounts.Role.Administrator ? "the whole city" : user.Areas.Count == 0 ? "no area" : AreaList.Join(user.Areas);
        string login = user.LoginAt is { } at ? $"last login {TimeText.Rfc3339(at)}" : user.PasswordHash is null ? "no password" : "never logged in";
        string locked = user.Lock.Until > TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() ? $"  locked until {TimeText.Rfc3339(user.Lock.Until)}" : "";
        return VisibleText.Of(string.Create(
            CultureInfo.InvariantCulture, $"{user.Name,-20}  {user.Role.Label(),-13}  {areas}  {login}{(user.Disabled ? "  disabled" : "")}{locked}  {user.DisplayZh} {user.DisplayEn}").TrimEnd());
    }
}
