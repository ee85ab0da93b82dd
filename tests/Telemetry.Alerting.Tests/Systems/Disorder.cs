namespace Telemetry.Alerting.Tests.Systems;

/// <summary>The same steps as a bad network brings them.</summary>
internal static class Disorder
{
    private const int RepeatedAfter = 7;

    /// <summary>Every reading and event twice.</summary>
    public static IEnumerable<ScriptStep> Duplicated(IEnumerable<ScriptStep> steps) => steps.SelectMany(step => step.Input is null ? new[] { step, step } : [step]);

    /// <summary>Every reading comes again, late, seven readings after it came.</summary>
    public static IEnumerable<ScriptStep> Repeated(IReadOnlyList<ScriptStep> steps)
    {
        var before = new Dictionary<string, Queue<ScriptStep>>();
        foreach (var step in steps)
        {
            yield return step;
            if (!step.IsReading)
            {
                continue;
            }

            if (!before.TryGetValue(step.Device, out var queue))
            {
                before[step.Device] = queue = new Queue<ScriptStep>();
            }

            queue.Enqueue(step);
            if (queue.Count > RepeatedAfter)
            {
                var old = queue.Dequeue();
                yield return old with { DelayMs = step.AtMs - old.AtMs };
            }
        }
    }

    /// <summary>Every fifth reading is overtaken by the next of its device.</summary>
    public static IEnumerable<ScriptStep> Unordered(IReadOnlyList<ScriptStep> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            if (i % 5 == 3 && i + 1 < steps.Count && steps[i].IsReading && steps[i + 1].IsReading && steps[i].Device == steps[i + 1].Device)
            {
                yield return steps[i + 1];
                yield return steps[i] with { DelayMs = steps[i + 1].AtMs - steps[i].AtMs };
                i++;
            }
            else
            {
                yield return steps[i];
            }
        }
    }

    /// <summary>Between two readings that follow each other one that brings nothing.</summary>
    public static IEnumerable<ScriptStep> WithEmpty(IReadOnlyList<ScriptStep> steps)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            yield return steps[i];
            if (i + 1 < steps.Count && steps[i].IsReading && steps[i + 1].IsReading && steps[i].Device == steps[i + 1].Device && IsNear(steps[i], steps[i + 1]))
            {
                yield return steps[i] with { AtMs = (steps[i].AtMs + steps[i + 1].AtMs) / 2, IsEmpty = true };
            }
        }
    }

    /// <summary>Every third reading is lost, but not the last before something else.</summary>
    public static IEnumerable<ScriptStep> Thinned(IReadOnlyList<ScriptStep> steps) =>
        steps.Where((step, i) => !step.IsReading || i % 3 != 1 || i + 1 == steps.Count || !IsNear(step, steps[i + 1]) || step.Values.Count != steps[i + 1].Values.Count);

    private static bool IsNear(ScriptStep step, ScriptStep next) => next.AtMs - step.AtMs is > 0 and <= 1_800_000;
}
