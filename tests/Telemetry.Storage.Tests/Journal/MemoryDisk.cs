using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>
/// A disk that keeps in mind what is really durable. It can fail, fill up, and lose power: then every sector written since
/// the last sync is there or not as chance wants it, and names are as after some of the last renames.
/// </summary>
internal sealed class MemoryDisk : IJournalDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFile> _names = [];
    private readonly List<Action<Dictionary<string, MemoryFile>>> _unsyncedNames = [];
    private Dictionary<string, MemoryFile> _durableNames = [];
    private readonly TaskCompletionSource _powerGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _locked;
    private int _operations;

    public string Folder => "/memory";

    /// <summary>No file can be created beyond this many bytes.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Size of the disk as it tells it: the reserve on a small one is less.</summary>
    public long Total { get; set; } = long.MaxValue;

    /// <summary>The operation (write, sync, create, rename, ...) that throws, and all after it; counted from 1.</summary>
    public int FailFrom { get; set; } = int.MaxValue;

    /// <summary>Completes with the first operation that failed because of <see cref="FailFrom"/>.</summary>
    public Task PowerGone => _powerGone.Task;

    public bool FailSyncs { get; set; }

    public bool FailWrites { get; set; }

    /// <summary>A write puts down half of what it was given, and then there is no space left.</summary>
    public bool TearWrites { get; set; }

    /// <summary>Every sync waits here.</summary>
    public ManualResetEventSlim SyncGate { get; } = new(initialState: true);

    public bool FailReads { get; set; }

    public bool FailRenames { get; set; }

    public int Operations => _operations;

    public int Syncs { get; private set; }

    public int Created { get; private set; }

    public IDisposable Lock()
    {
        if (_locked)
            throw new JournalException("in use");
        _locked = true;
        return new Unlock(this);
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate)
            return [.. _names.Keys];
    }

    public DiskSpace Space()
    {
        lock (_gate)
            return new DiskSpace(Capacity - _names.Values.Sum(file => (long)file.Content.Length), Total);
    }

    public IJournalFile Open(string name, bool writable)
    {
        lock (_gate)
            return new MemoryHandle(this, _names.TryGetValue(name, out MemoryFile? file) ? file : throw new FileNotFoundException(name));
    }

    public IJournalFile Create(string name, long length)
    {
        lock (_gate)
        {
            Step();
            if (_names.Values.Sum(file => file.Content.Length) + length > Capacity)
                throw new IOException("No space left on device");
            Created++;
            var file = new MemoryFile(new byte[length]);
            Change(names => names[name] = file);
            return new MemoryHandle(this, file);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Step();
            if (FailRenames)
                throw new IOException("Input/output error");
            if (!_names.ContainsKey(from))
                throw new FileNotFoundException(from);
            Change(names =>
            {
                if (names.Remove(from, out MemoryFile? file))
                    names[to] = file;
            });
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            Step();
            Change(names => names.Remove(name));
        }
    }

    public void SyncNames()
    {
        lock (_gate)
        {
            Step();
            _unsyncedNames.Clear();
            _durableNames = new Dictionary<string, MemoryFile>(_names);
        }
    }

    /// <summary>Puts a file there as if it had always been.</summary>
    public MemoryDisk With(string name, byte[] content)
    {
        _names[name] = new MemoryFile(content);
        _durableNames[name] = _names[name];
        return this;
    }

    public byte[] Content(string name)
    {
        lock (_gate)
            return [.. _names[name].Content];
    }

    /// <summary>Takes everything written for durable though it is not, as the kernel does after a failed sync: only what is written again is synced.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (MemoryFile file in _names.Values)
                file.Forget();
        }
    }

    /// <summary>The same files on a disk of their own, everything durable.</summary>
    public MemoryDisk Copy()
    {
        lock (_gate)
        {
            var copy = new MemoryDisk();
            foreach ((string name, MemoryFile file) in _names)
                copy.With(name, [.. file.Content]);
            return copy;
        }
    }

    /// <summary>What is found when the power comes back.</summary>
    public MemoryDisk AfterPowerCut(Random random)
    {
        lock (_gate)
        {
            var names = new Dictionary<string, MemoryFile>(_durableNames);
            foreach (Action<Dictionary<string, MemoryFile>> change in _unsyncedNames.Take(random.Next(_unsyncedNames.Count + 1)))
                change(names);
            var after = new MemoryDisk();
            foreach ((string name, MemoryFile file) in names)
                after.With(name, file.AfterPowerCut(random));
            return after;
        }
    }

    private void Change(Action<Dictionary<string, MemoryFile>> change)
    {
        change(_names);
        _unsyncedNames.Add(change);
    }

    private void Step()
    {
        if (++_operations < FailFrom)
            return;
        _powerGone.TrySetResult();
        throw new IOException("The power is gone");
    }

    private sealed class MemoryFile(byte[] content)
    {
        private const int Sector = 512;

        private readonly byte[] _durable = [.. content];
        private readonly HashSet<int> _dirty = [];

        public byte[] Content { get; } = content;

        public void Write(ReadOnlySpan<byte> from, int offset)
        {
            from.CopyTo(Content.AsSpan(offset));
            for (int sector = offset / Sector; sector <= (offset + from.Length - 1) / Sector; sector++)
                _dirty.Add(sector);
        }

        public void Sync()
        {
            foreach (int sector in _dirty)
                Range(Content, sector).CopyTo(Range(_durable, sector));
            _dirty.Clear();
        }

        public void Forget() => _dirty.Clear();

        public byte[] AfterPowerCut(Random random)
        {
            byte[] after = [.. _durable];
            foreach (int sector in _dirty)
            {
                int fate = random.Next(8);
                if (fate < 4)
                    Range(Content, sector).CopyTo(Range(after, sector));
                else if (fate == 4)
                    Range(after, sector).Clear();
                else if (fate == 5)
                    Range(Content, sector)[..random.Next(Range(Content, sector).Length)].CopyTo(Range(after, sector));
            }

            return after;
        }

        private static Span<byte> Range(byte[] bytes, int sector) =>
            bytes.AsSpan(sector * Sector, Math.Min(Sector, bytes.Length - sector * Sector));
    }

    private sealed class MemoryHandle(MemoryDisk disk, MemoryFile file) : IJournalFile
    {
        public long Length => file.Content.Length;

        public int Read(Span<byte> to, long offset)
        {
            lock (disk._gate)
            {
                if (disk.FailReads)
                    throw new IOException("Input/output error");
                if (offset >= file.Content.Length)
                    return 0;
                int length = (int)Math.Min(to.Length, file.Content.Length - offset);
                file.Content.AsSpan((int)offset, length).CopyTo(to);
                return length;
            }
        }

        public void Write(ReadOnlySpan<byte> from, long offset)
        {
            lock (disk._gate)
            {
                try
                {
                    disk.Step();
                }
                catch (IOException)
                {
                    // Power goes in the middle of a write: part of it may be on its way.
                    file.Write(from, (int)offset);
                    throw;
                }

                if (disk.TearWrites)
                {
                    file.Write(from[..(from.Length / 2)], (int)offset);
                    throw new IOException("No space left on device");
                }

                if (disk.FailWrites)
                    throw new IOException("Input/output error");
                file.Write(from, (int)offset);
            }
        }

        public void Sync()
        {
            disk.SyncGate.Wait();
            lock (disk._gate)
            {
                disk.Step();
                if (disk.FailSyncs)
                    throw new IOException("Input/output error");
                disk.Syncs++;
                file.Sync();
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class Unlock(MemoryDisk disk) : IDisposable
    {
        public void Dispose() => disk._locked = false;
    }
}
