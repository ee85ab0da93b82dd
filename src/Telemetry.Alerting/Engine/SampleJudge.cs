using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>Evaluates the expressions of the rules at the kept samples.</summary>
internal sealed class SampleJudge(KindPlan[] plans, SampleRing ring, WindowStates windows, Surroundings around)
{
    private readonly double[] _windowResults = new double[plans.Select(plan => plan.Windows.Length).DefaultIfEmpty().Max()];
    private readonly double[] _nothing = Nothing(plans.Select(plan => Math.Max(plan.Fields, plan.Windows.Length)).DefaultIfEmpty().Max());
    private readonly string?[] _texts = new string?[plans.Select(plan => plan.Fields).DefaultIfEmpty().Max()];

    /// <summary>
    /// Makes the masks of a sample. Whether a condition is over is only asked where the rule is not calm: most are, and then
    /// they cost one comparison.
    /// </summary>
    /// <param name="active">The rules whose state at the watermark is not normal.</param>
    public void Evaluate(Device device, int place, int index, long gapMs, ReadOnlySpan<ulong> active)
    {
        var plan = plans[place];
        var scope = Look(device, place, index, gapMs);
        var masks = ring.Masks(place, index);
        for (int word = 0; word < plan.MaskWords; word++)
        {
            ulong lively = active[word] | ring.Held(place, word, index);
            var (holds, unknown, over) = (0ul, 0ul, 0ul);
            int first = word * 64;
            int rules = Math.Min(64, plan.Rules.Length - first);
            for (int i = 0; i < rules; i++)
            {
                int rule = first + i;
                ulong bit = 1ul << i;
                var truth = plan.When[rule].Evaluate(scope);
                if (truth == Truth.False && (lively & bit) == 0)
                {
                    continue;
                }

                bool isSuppressed = plan.Rules[rule].Unless is { } unless && unless.Evaluate(scope) == Truth.True;
                if (truth == Truth.True && !isSuppressed)
                {
                    // What still satisfies `when` is not over, whatever `clear` says: it would be raised again at once.
                    holds |= bit;
                    continue;
                }

                unknown |= truth == Truth.Unknown && !isSuppressed ? bit : 0;
                over |= isSuppressed || plan.Clear[rule].Evaluate(scope) == Truth.True ? bit : 0;
            }

            masks[word] = holds;
            masks[plan.MaskWords + word] = unknown;
            masks[(2 * plan.MaskWords) + word] = over;
        }
    }

    /// <summary>True when the condition of a rule about lives holds at a sample by itself, whatever came before it: windows are unknown.</summary>
    public bool SeesDanger(in Sample sample, int place)
    {
        var plan = plans[place];
        if (plan.LifeSafety.Length == 0)
        {
            return false;
        }

        var scope = new Scope(sample.Numbers, sample.Texts, _nothing.AsSpan(0, plan.Windows.Length), sample.Device, sample.ReceivedAtMs, around);
        foreach (int rule in plan.LifeSafety)
        {
            if (plan.When[rule].Evaluate(scope) == Truth.True && plan.Rules[rule].Unless?.Evaluate(scope) != Truth.True)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The number that a rule is about at a kept sample; null when it is about none or the value is not known.</summary>
    public double? Value(Device device, int place, int rule, int index, long gapMs)
    {
        if (index < 0 || plans[place].Rules[rule].Value is not { } subject)
        {
            return null;
        }

        double value = subject.Evaluate(Look(device, place, index, gapMs));
        return double.IsFinite(value) ? value : null;
    }

    /// <summary>What expressions see at a kept sample; of a device without any, nothing is known.</summary>
    public Scope Look(Device device, int place, int index, long gapMs)
    {
        var plan = plans[place];
        if (index < 0)
        {
            return new Scope(_nothing.AsSpan(0, plan.Fields), [], _nothing.AsSpan(0, plan.Windows.Length), device, 0, around);
        }

        var numbers = ring.Numbers(place, index);
        var results = _windowResults.AsSpan(0, plan.Windows.Length);
        var texts = plan.TextFields.Length == 0 ? [] : _texts.AsSpan(0, plan.Fields);
        for (int i = 0; i < plan.TextFields.Length; i++)
        {
            texts[plan.TextFields[i]] = ring.Texts(place, index)[i];
        }

        var scope = new Scope(numbers[..plan.Fields], texts, results, device, ring.TimeMs(place, index), around);
        Span<long> times = stackalloc long[SampleRing.Slots];
        times = times[..(index + 1)];
        ring.CopyTimes(place, times);
        for (int i = 0; i < plan.Windows.Length; i++)
        {
            var window = plan.Windows[i];
            if (window.IsComputed)
            {
                numbers[window.Column] = window.Subject.Evaluate(scope);
            }

            results[i] = windows.Look(place, i, ring, times, gapMs);
        }

        return scope;
    }

    private static double[] Nothing(int count)
    {
        double[] unknown = new double[count];
        Array.Fill(unknown, double.NaN);
        return unknown;
    }
}
