namespace Telemetry.Readings.Health;

/// <summary>
/// Where a device is in its stream of samples: what is missing, there twice, late, or begun again. The numbers of the last
/// 64 samples are remembered, as in the anti-replay window of RFC 4303.
/// </summary>
internal struct SampleOrder
{
    private const int WindowLength = 64;

    private bool _hasSequence;
    private bool _hasTimestamp;
    private long _lastSequence;
    private long _lastTimestampMs;
    private ulong _seen;
    private ulong _lastFields;

    /// <summary>Takes a sample; true when it is newer than all before it, or the rest of the newest.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="fields">
    /// Which fields it has, a bit each (the 65th shares that of the first). Two samples of one time without a field in
    /// common are one reading in two messages. None for events: several may happen in one millisecond.
    /// </param>
    /// <param name="faults">What is counted.</param>
    public bool Take(in DecodedSample sample, ulong fields, ref DeviceFaultCounts faults)
    {
        bool isNewer = !_hasTimestamp || sample.TimestampMs > _lastTimestampMs;
        bool isRest = !isNewer && sample.TimestampMs == _lastTimestampMs && (fields & _lastFields) == 0;
        bool isTimed = sample.TimestampSource == TimestampSource.Device;
        if (sample.Sequence >= 0)
            TakeSequence(sample.Sequence, isTimed, isNewer, ref faults);
        else if (isTimed && !isNewer && !isRest)
            faults.Count(sample.TimestampMs == _lastTimestampMs ? DeviceFault.Duplicate : DeviceFault.Late);
        if (isNewer)
            (_hasTimestamp, _lastTimestampMs, _lastFields) = (true, sample.TimestampMs, fields);
        else if (isRest)
            _lastFields |= fields;
        return isNewer || isRest;
    }

    private void TakeSequence(long sequence, bool isTimed, bool isNewer, ref DeviceFaultCounts faults)
    {
        if (!_hasSequence)
        {
            Restart(sequence);
            return;
        }

        long ahead = sequence - _lastSequence;
        if (ahead > 0)
        {
            if (ahead > 1)
                faults.Count(DeviceFault.SequenceGap);
            _seen = ahead < WindowLength ? (_seen << (int)ahead) | 1 : 1;
            _lastSequence = sequence;
            return;
        }

        bool isInWindow = -ahead < WindowLength;
        ulong bit = isInWindow ? 1UL << (int)-ahead : 0;
        bool isSeen = (_seen & bit) != 0;

        // A smaller number at a later time is a counter that began again. A device without a clock that repeats itself
        // could be either: it is taken for a restart only where a counter begins.
        if (isTimed ? isNewer : !isInWindow || (isSeen && sequence <= 1 && _lastSequence > 1))
        {
            faults.Count(DeviceFault.SequenceRestart);
            Restart(sequence);
            return;
        }

        faults.Count(isSeen ? DeviceFault.Duplicate : DeviceFault.Late);
        _seen |= bit;
    }

    private void Restart(long sequence)
    {
        _hasSequence = true;
        _lastSequence = sequence;
        _seen = 1;
    }
}
