using Telemetry.Storage.Journal;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The folder of pictures, bounded by bytes and by age. The oldest go first, but none of an open incident: somebody still
/// has to look at it.
/// </summary>
/// <param name="path">The folder.</param>
/// <param name="options">The limits.</param>
/// <param name="inUse">Names of files that must stay, asked only when some have to go.</param>
internal sealed class SnapshotFolder(string path, SnapshotOptions options, Func<IReadOnlySet<string>> inUse)
{
    /// <summary>When there is too much, this part of the limit stays, so that not every picture means a look at all of them.</summary>
    private const double Low = 0.95;

    /// <summary>Pictures of open incidents stay beyond the limit, but not beyond so many times of it.</summary>
    private const int Ceiling = 2;

    /// <summary>At the ceiling, one of so many refused pictures looks whether some may go by now.</summary>
    private const int LookInterval = 64;

    private readonly Lock _gate = new();
    private long _bytes;
    private long _evictedByAge;
    private long _evictedByBytes;
    private long _evictAbove;
    private long _refused;

    public string Path => path;

    /// <summary>Pictures deleted because they were too old, since the start.</summary>
    public long EvictedByAge => Volatile.Read(ref _evictedByAge);

    /// <summary>Pictures deleted to make room, since the start.</summary>
    public long EvictedByBytes => Volatile.Read(ref _evictedByBytes);

    /// <summary>What all pictures take.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Makes the folder if it is missing, and measures it.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            Directory.CreateDirectory(path);

            // The faces of children: the worker serves them, nobody else on the machine looks.
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Measure();
        }
    }

    /// <summary>Writes a picture, durably, and makes room if there is too much.</summary>
    /// <exception cref="IOException">It could not be written, or pictures of open incidents take twice the limit.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    /// <param name="name">Of the file.</param>
    /// <param name="content">The picture.</param>
    /// <param name="takenAt">From when it is, when that is not now.</param>
    public void Write(string name, ReadOnlySpan<byte> content, DateTimeOffset? takenAt = null)
    {
        lock (_gate)
        {
            string file = System.IO.Path.Combine(path, name);
            var replaced = new FileInfo(file);
            long replacedBytes = replaced.Exists ? replaced.Length : 0;
            RefuseAtTheCeiling(content.Length - replacedBytes, name);
            DurableFile.Replace(file, content);
            if (takenAt is { } at)
                File.SetLastWriteTimeUtc(file, at.UtcDateTime);
            _bytes += content.Length - replacedBytes;
            if (_bytes > Math.Max(options.MaximumBytes, _evictAbove))
                Evict((long)(options.MaximumBytes * Low), name);
        }
    }

    /// <summary>Deletes what is too old.</summary>
    public void Expire(DateTimeOffset now)
    {
        lock (_gate)
        {
            DateTime before = (now - options.KeepFor).UtcDateTime;
            IReadOnlySet<string> kept = inUse();
            foreach (FileInfo file in new DirectoryInfo(path).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before && !kept.Contains(file.Name)))
            {
                file.Delete();
                Interlocked.Increment(ref _evictedByAge);
            }

            _evictAbove = 0;
            Measure();
        }
    }

    private void RefuseAtTheCeiling(long added, string name)
    {
        if (_bytes + added <= Ceiling * options.MaximumBytes)
        {
            _refused = 0;
            return;
        }

        if (_refused++ % LookInterval == 0)
            Evict((long)(options.MaximumBytes * Low), name);
        if (_bytes + added > Ceiling * options.MaximumBytes)
            throw new IOException($"Pictures of open incidents take {_bytes} bytes, {Ceiling} times Snapshots:MaximumBytes is {Ceiling * options.MaximumBytes}: close incidents or give more room.");
    }

    /// <summary>When those of open incidents leave too much, the next look at all files is some pictures away.</summary>
    private void Evict(long low, string newest)
    {
        IReadOnlySet<string> kept = inUse();
        foreach (FileInfo file in new DirectoryInfo(path).EnumerateFiles().OrderBy(file => file.LastWriteTimeUtc))
        {
            if (_bytes <= low)
                break;
            if (file.Name == newest || kept.Contains(file.Name))
                continue;
            long length = file.Length;
            file.Delete();
            _bytes -= length;
            Interlocked.Increment(ref _evictedByBytes);
        }

        _evictAbove = _bytes > options.MaximumBytes ? _bytes + (long)(options.MaximumBytes * (1 - Low)) : 0;
    }

    private void Measure() => Volatile.Write(ref _bytes, new DirectoryInfo(path).EnumerateFiles().Sum(file => file.Length));
}
