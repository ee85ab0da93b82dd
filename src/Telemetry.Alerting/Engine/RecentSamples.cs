namespace Telemetry.Alerting.Engine;

/// <summary>The newest samples of one device, by a hash of all that they say: what is delivered twice is found by it.</summary>
internal sealed class RecentSamples
{
    /// <summary>With how many of the newest a new one is compared.</summary>
    public const int Count = 16;

    private readonly ulong[] _prints = new ulong[Count];
    private int _next;

    /// <summary>Takes a sample in; true for one that is equal to one of the newest in everything, its time included.</summary>
    public bool IsRepeated(in Sample sample)
    {
        ulong print = Fingerprint(sample);
        if (_prints.AsSpan().Contains(print))
        {
            return true;
        }

        _prints[_next] = print;
        _next = (_next + 1) % Count;
        return false;
    }

    public void Save(BinaryWriter writer)
    {
        foreach (ulong print in _prints)
        {
            writer.Write(print);
        }

        writer.Write(_next);
    }

    public void Load(BinaryReader reader)
    {
        for (int i = 0; i < Count; i++)
        {
            _prints[i] = reader.ReadUInt64();
        }

        int next = reader.ReadInt32();
        _next = next is >= 0 and < Count ? next : throw new CheckpointException($"the checkpoint is damaged: place {next} among the newest samples");
    }

    /// <summary>FNV-1a, which is the same in every process.</summary>
    private static ulong Fingerprint(in Sample sample)
    {
        ulong hash = 14695981039346656037;
        Mix(ref hash, (ulong)sample.TimestampMs);
        foreach (double number in sample.Numbers)
        {
            Mix(ref hash, BitConverter.DoubleToUInt64Bits(number));
        }

        foreach (string? text in sample.Texts)
        {
            Mix(ref hash, (ulong)(text?.Length ?? -1));
            foreach (var rune in (text ?? string.Empty).EnumerateRunes())
            {
                Mix(ref hash, (ulong)rune.Value);
            }
        }

        return hash;
    }

    private static void Mix(ref ulong hash, ulong value)
    {
        for (int i = 0; i < 8; i++)
        {
            hash = (hash ^ (byte)(value >> (i * 8))) * 1099511628211;
        }
    }
}
