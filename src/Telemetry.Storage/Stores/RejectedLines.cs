using System.Text;
using Microsoft.Extensions.Logging;
using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Stores;

/// <summary>
/// The lines that a store would not take, counted by reason and set aside in a file, so that one poison line neither blocks
/// the rest nor vanishes. Each line stands below a comment with the time, the reason and the store's own words; the file is
/// line protocol again once it is mended. At its size limit lines are only counted.
/// </summary>
public sealed partial class RejectedLines
{
    private const int MaximumMessage = 500;

    private readonly string? _path;
    private readonly long _maximumBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Enum.GetValues<LineRejection>().Length];
    private bool _saidFull;
    private DateTimeOffset? _lastAt;

    /// <param name="path">The file, such as <c>rejected.lp</c> in the data folder; null: lines are only counted.</param>
    /// <param name="maximumBytes">The size the file does not exceed, in bytes. Default 16 MiB.</param>
    public RejectedLines(string? path, TimeProvider time, ILogger logger, long maximumBytes = 16 * 1024 * 1024)
    {
        _path = path;
        _maximumBytes = maximumBytes;
        _time = time;
        _logger = logger;
    }

    /// <summary>All lines rejected since the start.</summary>
    public long Total => Enum.GetValues<LineRejection>().Sum(Count);

    /// <summary>When a line was set aside last, on the clock given; null: none since the start.</summary>
    public DateTimeOffset? LastAt
    {
        get
        {
            lock (_gate)
                return _lastAt;
        }
    }

    /// <summary>Where lines are kept; null: they are only counted.</summary>
    public string? Path => _path;

    /// <summary>The label of a reason in metrics: <c>type-conflict</c>.</summary>
    public static string Label(LineRejection reason) => reason switch
    {
        LineRejection.Malformed => "malformed",
        LineRejection.TypeConflict => "type-conflict",
        LineRejection.Retention => "retention",
        LineRejection.TooLarge => "too-large",
        LineRejection.Crash => "crash",
        _ => "other",
    };

    /// <summary>Lines rejected for a reason since the start.</summary>
    public long Count(LineRejection reason) => Volatile.Read(ref _counts[(int)reason]);

    /// <summary>True when lines were set aside that a power cut could take.</summary>
    internal bool IsUnsynced { get; private set; }

    /// <summary>Counts a line and sets it aside; <see cref="Sync"/> makes it outlive a power cut.</summary>
    /// <param name="message">The store's own words.</param>
    /// <param name="line">The line without line feed.</param>
    public void Add(LineRejection reason, string message, ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            _counts[(int)reason]++;
            _lastAt = _time.GetUtcNow();
            if (_path is null)
                return;
            try
            {
                Keep(reason, message, line, _path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotKept(_logger, _path, e.Message);
            }
        }
    }

    /// <summary>Makes the lines set aside durable, as the cursor that passes them will be: once per batch, not per line.</summary>
    public void Sync()
    {
        lock (_gate)
        {
            if (!IsUnsynced || _path is null)
                return;
            IsUnsynced = false;
            try
            {
                using (var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read))
                    file.Flush(flushToDisk: true);
                DurableFolder.Sync(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(_path))!);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotSynced(_logger, _path, e.Message);
            }
        }
    }

    private static string OneLine(string message)
    {
        string cut = message.Length > MaximumMessage ? message[..MaximumMessage] : message;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
    }

    private void Keep(LineRejection reason, string message, ReadOnlySpan<byte> line, string path)
    {
        byte[] head = Encoding.UTF8.GetBytes($"# {_time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} {Label(reason)}: {OneLine(message)}\n");
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        if (file.Length + head.Length + line.Length + 1 > _maximumBytes)
        {
            if (!_saidFull)
                LogFull(_logger, path, _maximumBytes);
            _saidFull = true;
            return;
        }

        file.Write(head);
        file.Write(line);
        file.WriteByte((byte)'\n');
        IsUnsynced = true;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Rejected lines cannot be kept in {Path}: {Detail}. They are only counted.")]
    private static partial void LogNotKept(ILogger logger, string path, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} could not be flushed: {Detail}. A power cut may take its last lines.")]
    private static partial void LogNotSynced(ILogger logger, string path, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} has reached {MaximumBytes} bytes: further rejected lines are only counted. Look into it and move it away.")]
    private static partial void LogFull(ILogger logger, string path, long maximumBytes);
}
