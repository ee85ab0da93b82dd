using System.Numerics;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// Where one reading rule of one device stands, and the step to the next sample. A condition that holds is raised once it has
/// held <c>for</c> its time on the samples' own time (with <c>samples: n of m</c>: once n of the last m hold, and that for its
/// time), seen without a gap of more than three intervals; a longer gap begins the time anew. It is cleared as soon as its
/// clear condition holds. Unknown changes nothing, as if the sample had not come.
/// </summary>
internal struct ReadingState
{
    /// <summary>A time that is not there.</summary>
    public const long None = long.MinValue;

    /// <summary>Nothing pending, nothing raised.</summary>
    public static readonly ReadingState Normal = new() { SinceMs = None, LastMs = None };

    /// <summary>Since when the condition holds; <see cref="None"/> when it does not.</summary>
    public long SinceMs;

    /// <summary>The newest time at which the condition was known to hold or not, while something is pending.</summary>
    public long LastMs;

    /// <summary>The last known samples of <c>samples: n of m</c>, the newest in the lowest bit; 1 held.</summary>
    public uint History;

    public bool IsRaised;

    public readonly bool IsNormal => !IsRaised && SinceMs == None && History == 0;

    /// <summary>Null when nothing happens.</summary>
    /// <param name="isOver">Whether a standing condition ends.</param>
    public TransitionKind? Step(ReadingRule rule, long timeMs, bool holds, bool isUnknown, bool isOver, long gapMs)
    {
        if (IsRaised)
        {
            if (!isOver)
            {
                return null;
            }

            this = Normal;
            return TransitionKind.Cleared;
        }

        if (isUnknown)
        {
            return null;
        }

        bool follows = LastMs != None && timeMs >= LastMs && timeMs - LastMs <= gapMs;
        bool isEnough = holds;
        if (rule.SamplesOf > 0)
        {
            History = (((follows ? History : 0) << 1) | (holds ? 1u : 0)) & (uint)((1ul << rule.SamplesOf) - 1);
            isEnough = BitOperations.PopCount(History) >= rule.SamplesNeeded;
        }

        LastMs = timeMs;
        if (!isEnough)
        {
            SinceMs = None;
            LastMs = History == 0 ? None : timeMs;
            return null;
        }

        if (SinceMs == None || !follows)
        {
            SinceMs = timeMs;
        }

        if (!holds || timeMs - SinceMs < rule.ForMs)
        {
            return null;
        }

        this = Normal;
        IsRaised = true;
        return TransitionKind.Raised;
    }

    /// <summary>The device's time does not go on: what was pending begins anew, what stands stays.</summary>
    public void BeginAnew()
    {
        bool isRaised = IsRaised;
        this = Normal;
        IsRaised = isRaised;
    }
}
