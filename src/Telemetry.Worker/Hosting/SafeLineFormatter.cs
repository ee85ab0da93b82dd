using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Telemetry.Worker.Hosting;

/// <summary>
/// One line an entry: time (UTC), level, category, message. Control characters become visible escapes, so that nothing
/// a device sent can start a new line or steer a terminal.
/// </summary>
internal sealed class SafeLineFormatter(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "safe-line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..]);
        textWriter.Write(": ");
        WriteSafe(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" | ");
            WriteSafe(textWriter, logEntry.LogLevel >= LogLevel.Critical ? exception.ToString() : $"{exception.GetType().Name}: {exception.Message}");
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

    private static void WriteSafe(TextWriter writer, string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"));
            else
                writer.Write(c);
        }
    }
}
