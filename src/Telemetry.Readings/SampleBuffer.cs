namespace Telemetry.Readings;

/// <summary>The samples and fields of one message. The arrays stay at the size of the largest message so far.</summary>
internal sealed class SampleBuffer
{
    private DecodedSample[] _samples = new DecodedSample[16];
    private DecodedField[] _fields = new DecodedField[64];
    private int _sampleCount;

    public ReadOnlySpan<DecodedSample> Samples => _samples.AsSpan(0, _sampleCount);

    public Span<DecodedField> Fields => _fields.AsSpan(0, FieldCount);

    public int FieldCount { get; private set; }

    public void Clear()
    {
        _sampleCount = 0;
        FieldCount = 0;
    }

    public void Add(in DecodedField field)
    {
        if (FieldCount == _fields.Length)
            Array.Resize(ref _fields, FieldCount * 2);
        _fields[FieldCount++] = field;
    }

    public void Add(in DecodedSample sample)
    {
        if (_sampleCount == _samples.Length)
            Array.Resize(ref _samples, _sampleCount * 2);
        _samples[_sampleCount++] = sample;
    }

    /// <summary>Forgets the fields from <paramref name="count"/> on: those of a sample that is not kept.</summary>
    public void TrimFields(int count) => FieldCount = count;

    /// <summary>
    /// Samples that share the time of receipt would overwrite each other in the store: they get one millisecond each, in
    /// their order, the last one keeping the time of receipt.
    /// </summary>
    public void SpreadReceiptTimes()
    {
        long back = 0;
        for (int i = _sampleCount - 1; i >= 0; i--)
        {
            if (_samples[i].Quality == Quality.Suspect)
                _samples[i] = _samples[i] with { TimestampMs = _samples[i].TimestampMs - back++ };
        }
    }
}
