using System.CommandLine;
using Telemetry.Worker.Accounts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Cli;

/// <summary><c>telemetry audit</c> and <c>telemetry audit verify</c>: who did what, and whether the log is as it was written.</summary>
internal static class AuditCommand
{
    private const int MaximumLimit = 1_000_000;

    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "Of this time or later: RFC 3339, Unix milliseconds, or a duration before now such as -24h" };
        var to = new Option<string?>("--to") { Description = "Before this time" };
        var who = new Option<string?>("--who") { Description = "Only of this principal" };
        var action = new Option<string?>("--action") { Description = "Only of this kind, such as login or acknowledge" };
        var limit = new Option<int>("--limit") { Description = "At most so many, the newest first", DefaultValueFactory = _ => 100 };
        var audit = new Command("audit", "Who did what, when and from where; the newest first. --Data:Folder=DIR says where") { from, to, who, action, limit };
        audit.Subcommands.Add(Verify());
        return UserCommand.Made(audit, (parsed, accounts, output) =>
        {
            var query = new AuditQuery(Time("--from", parsed.GetValue(from)), Time("--to", parsed.GetValue(to)), parsed.GetValue(who), parsed.GetValue(action));
            foreach (AuditEntry entry in accounts.Database.Read(connection => AuditReader.List(connection, query, Math.Clamp(parsed.GetValue(limit), 1, MaximumLimit))))
            {
                string origin = string.Join(' ', ((string?[])[entry.Address, entry.Via]).Where(part => part is not null));
                output.WriteLine(VisibleText.Of($"{entry.Number,8}  {TimeText.Rfc3339(entry.At)}  {entry.Who}{(origin.Length == 0 ? "" : $" ({origin})")}  {entry.Action}  {entry.Subject}{(entry.Detail is null ? "" : ": " + entry.Detail)}"));
            }
        });
    }

    private static Command Verify()
    {
        var head = new Option<string?>("--head") { Description = "NUMBER:HASH, as an earlier run printed it and somebody kept it elsewhere: that entry has to be there still, unless it went for its age" };
        var verify = new Command("verify", "Check that every entry is the one that was written and that none is missing") { head };
        verify.TreatUnmatchedTokensAsErrors = false;
        verify.SetAction(parsed => AccountArguments.With(parsed, (accounts, output) =>
        {
            AuditVerdict verdict = accounts.Database.Read(AuditChain.Verify);
            if (verdict.IsSound && parsed.GetValue(head) is { } kept)
                verdict = accounts.Database.Read(connection => AuditChain.Compare(connection, verdict, kept));
            if (!verdict.IsSound)
            {
                parsed.InvocationConfiguration.Error.WriteLine(VisibleText.Of(
                    verdict.Entry is { } entry ? $"entry {entry}: {verdict.Trouble}. Up to it {verdict.Entries} entries were looked at." : $"{verdict.Trouble}."));
                return ExitCode.Failed;
            }

            output.WriteLine($"{verdict.Entries} entries, {verdict.Anchor + 1}..{verdict.Head}: sound.{(verdict.Anchor > 0 ? $" Those up to {verdict.Anchor} went for their age." : "")}{(verdict.Sealed > 0 ? $" Those up to {verdict.Sealed} are from a version without a chain." : "")}");
            output.WriteLine($"head {verdict.Head}:{verdict.HeadHash}");
            return ExitCode.Success;
        }));
        return verify;
    }

    private static long? Time(string name, string? text)
    {
        if (text is null)
            return null;
        return TimeText.TryRead(text, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), out long unixMs)
            ? unixMs
            : throw new AccountException(AccountMistake.Invalid, $"{name} = '{text}' is not a time; write Unix milliseconds, RFC 3339 or for example -24h.");
    }
}
