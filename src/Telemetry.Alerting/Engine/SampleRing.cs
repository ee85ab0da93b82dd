namespace Telemetry.Alerting.Engine;

/// <summary>
/// The newest readings of every device, in the order of their own time, in flat arrays: a late one can still be put where it
/// belongs, and what follows it be judged again. Beside each stand three bits for each rule: whether its condition holds, is
/// unknown, and whether it would end a standing one.
/// </summary>
internal sealed class SampleRing
{
    /// <summary>The most readings kept of a device between two calls.</summary>
    public const int Kept = 8;

    /// <summary>One more while a new one is put in.</summary>
    public const int Slots = Kept + 1;

    private readonly KindPlan[] _plans;
    private readonly int[] _firstNumber;
    private readonly int[] _firstMask;
    private readonly int[] _firstText;
    private readonly byte[] _heads;
    private readonly byte[] _counts;
    private readonly long[] _times;
    private readonly double[] _numbers;
    private readonly ulong[] _masks;
    private readonly string?[] _texts;

    /// <param name="plans">Of each device; one whose kind has no rules on readings takes no room.</param>
    public SampleRing(KindPlan[] plans)
    {
        _plans = plans;
        _firstNumber = new int[plans.Length];
        _firstMask = new int[plans.Length];
        _firstText = new int[plans.Length];
        var (numbers, masks, texts) = (0, 0, 0);
        for (int i = 0; i < plans.Length; i++)
        {
            (_firstNumber[i], _firstMask[i], _firstText[i]) = (numbers, masks, texts);
            int slots = plans[i].Rules.Length == 0 ? 0 : Slots;
            numbers += slots * plans[i].Columns;
            masks += slots * plans[i].MaskWords * 3;
            texts += slots * plans[i].TextFields.Length;
        }

        _heads = new byte[plans.Length];
        _counts = new byte[plans.Length];
        _times = new long[plans.Length * Slots];
        _numbers = new double[numbers];
        _masks = new ulong[masks];
        _texts = new string?[texts];
    }

    public int Count(int device) => _counts[device];

    /// <param name="index">0 is the oldest.</param>
    public ref long TimeMs(int device, int index) => ref _times[(device * Slots) + Place(device, index)];

    /// <summary>The times of the first samples.</summary>
    public void CopyTimes(int device, Span<long> times)
    {
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = TimeMs(device, i);
        }
    }

    public double Number(int device, int index, int column) => _numbers[_firstNumber[device] + (Place(device, index) * _plans[device].Columns) + column];

    /// <summary>Which of 64 rules hold at any of the first samples.</summary>
    public ulong Held(int device, int word, int samples)
    {
        ulong held = 0;
        int words = _plans[device].MaskWords * 3;
        for (int i = 0; i < samples; i++)
        {
            held |= _masks[_firstMask[device] + (Place(device, i) * words) + word];
        }

        return held;
    }

    /// <summary>As many as the plan has columns.</summary>
    public Span<double> Numbers(int device, int index)
    {
        int columns = _plans[device].Columns;
        return _numbers.AsSpan(_firstNumber[device] + (Place(device, index) * columns), columns);
    }

    /// <summary>Only of the fields that are texts.</summary>
    public Span<string?> Texts(int device, int index)
    {
        int texts = _plans[device].TextFields.Length;
        return _texts.AsSpan(_firstText[device] + (Place(device, index) * texts), texts);
    }

    /// <summary>Three masks, one after the other: holds, unknown, over.</summary>
    public Span<ulong> Masks(int device, int index)
    {
        int words = _plans[device].MaskWords * 3;
        return _masks.AsSpan(_firstMask[device] + (Place(device, index) * words), words);
    }

    /// <summary>How many are not newer: where a new one goes in.</summary>
    public int PlaceOf(int device, long timeMs)
    {
        int index = Count(device);
        while (index > 0 && TimeMs(device, index - 1) > timeMs)
        {
            index--;
        }

        return index;
    }

    public void Insert(int device, int index, long timeMs, ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts)
    {
        int count = _counts[device]++;
        for (int i = count; i > index; i--)
        {
            TimeMs(device, i) = TimeMs(device, i - 1);
            Numbers(device, i - 1).CopyTo(Numbers(device, i));
            Masks(device, i - 1).CopyTo(Masks(device, i));
            Texts(device, i - 1).CopyTo(Texts(device, i));
        }

        TimeMs(device, index) = timeMs;
        numbers.CopyTo(Numbers(device, index));
        Masks(device, index).Clear();
        var kept = Texts(device, index);
        int[] fields = _plans[device].TextFields;
        for (int i = 0; i < fields.Length; i++)
        {
            string? text = fields[i] < texts.Length ? texts[fields[i]] : null;
            // One string for all the samples that say the same.
            string? before = text is not null && index > 0 ? Texts(device, index - 1)[i] : null;
            kept[i] = text == before ? before : text;
        }
    }

    /// <summary>
    /// True when the kept reading says already all that this one does; false when this one says more. Null when they
    /// contradict each other.
    /// </summary>
    public bool? Covers(int device, int index, ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts)
    {
        bool covers = true;
        var kept = Numbers(device, index);
        for (int i = 0; i < numbers.Length; i++)
        {
            bool isSaid = !double.IsNaN(numbers[i]);
            if (isSaid && !double.IsNaN(kept[i]) && numbers[i] != kept[i])
            {
                return null;
            }

            covers &= !isSaid || !double.IsNaN(kept[i]);
        }

        int[] fields = _plans[device].TextFields;
        var keptTexts = Texts(device, index);
        for (int i = 0; i < fields.Length; i++)
        {
            string? text = fields[i] < texts.Length ? texts[fields[i]] : null;
            if (text is not null && keptTexts[i] is { } before && text != before)
            {
                return null;
            }

            covers &= text is null || keptTexts[i] is not null;
        }

        return covers;
    }

    /// <summary>Adds what another reading of the same time says.</summary>
    public void Merge(int device, int index, ReadOnlySpan<double> numbers, ReadOnlySpan<string?> texts)
    {
        var kept = Numbers(device, index);
        for (int i = 0; i < numbers.Length; i++)
        {
            kept[i] = double.IsNaN(kept[i]) ? numbers[i] : kept[i];
        }

        int[] fields = _plans[device].TextFields;
        var keptTexts = Texts(device, index);
        for (int i = 0; i < fields.Length; i++)
        {
            keptTexts[i] ??= fields[i] < texts.Length ? texts[fields[i]] : null;
        }
    }

    public void RemoveFirst(int device)
    {
        _heads[device] = (byte)Place(device, 1);
        _counts[device]--;
    }

    public void Save(BinaryWriter writer, int device)
    {
        writer.Write(_counts[device]);
        for (int i = 0; i < _counts[device]; i++)
        {
            writer.Write(TimeMs(device, i));
            foreach (double number in Numbers(device, i))
            {
                writer.Write(number);
            }

            foreach (string? text in Texts(device, i))
            {
                writer.Write(text is not null);
                if (text is not null)
                {
                    writer.Write(text);
                }
            }

            foreach (ulong mask in Masks(device, i))
            {
                writer.Write(mask);
            }
        }
    }

    /// <param name="device">Below zero: read and forget.</param>
    public void Load(BinaryReader reader, int device, SavedKind kind)
    {
        int count = reader.ReadByte();
        if (count > Kept)
        {
            throw new CheckpointException($"the checkpoint is damaged: {count} samples of one device");
        }

        if (device >= 0 && _plans[device].Rules.Length == 0)
        {
            // Its kind has lost its rules on readings, and with them the room.
            device = -1;
        }

        if (device >= 0)
        {
            _counts[device] = (byte)count;
        }

        for (int i = 0; i < count; i++)
        {
            long timeMs = reader.ReadInt64();
            if (device >= 0)
            {
                TimeMs(device, i) = timeMs;
            }

            kind.ReadNumbers(reader, device < 0 ? [] : Numbers(device, i));
            kind.ReadTexts(reader, device < 0 ? [] : Texts(device, i));
            kind.ReadMasks(reader, device < 0 ? [] : Masks(device, i));
        }
    }

    private int Place(int device, int index)
    {
        int place = _heads[device] + index;
        return place < Slots ? place : place - Slots;
    }
}
