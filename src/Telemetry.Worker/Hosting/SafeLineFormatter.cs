using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Telemetry.Worker.Hosting;

/// <summary>
/// One line an entry: time (UTC), level, category, message. What steers a terminal becomes a visible escape, see
/// <see cref="VisibleText"/>.
/// </summary>
internal sealed class SafeLineFormatter(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "safe-line";

    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFailed = 11;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // The command that started the host gets the same exception, and says it with the option that mends it.
        if (logEntry.EventId.Id == StartFailed && logEntry.Category == HostCategory)
            return;
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..]);
        textWriter.Write(": ");
        textWriter.Write(VisibleText.Of(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" | ");
            textWriter.Write(VisibleText.Of(logEntry.LogLevel >= LogLevel.Critical ? exception.ToString() : $"{exception.GetType().Name}: {exception.Message}"));
        }

        textWriter.WriteLine();
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => " CRIT  ",
        LogLevel.Error => " ERROR ",
        LogLevel.Warning => " WARN  ",
        LogLevel.Information => " info  ",
        _ => " debug ",
    };
}
