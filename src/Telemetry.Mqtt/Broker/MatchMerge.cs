namespace Telemetry.Mqtt.Broker;

/// <summary>Makes of the subscriptions that match a topic those who get its messages.</summary>
internal static class MatchMerge
{
    private const int FewSubscriptions = 16;

    public static MatchTarget[] Merge(List<Subscription> found)
    {
        if (found.Count == 0)
            return [];
        var targets = new List<MatchTarget>(found.Count);
        Dictionary<object, int>? index = found.Count > FewSubscriptions ? new(found.Count, ReferenceEqualityComparer.Instance) : null;
        bool isMixed = false;
        bool isShared = false;
        foreach (Subscription subscription in found)
        {
            isShared |= subscription.Group is not null;
            int at = index is null ? targets.FindIndex(t => Key(t) == Key(subscription)) : index.GetValueOrDefault(Key(subscription), -1);
            if (at < 0)
            {
                index?.Add(Key(subscription), targets.Count);
                targets.Add(MatchTarget.Of(subscription));
            }
            else if (subscription.Group is null)
            {
                isMixed |= targets[at].NoLocal != subscription.NoLocal;
                targets[at] = targets[at].With(subscription);
            }
        }

        if (isShared)
            FillMembers(targets, found);
        if (isMixed)
            FillLocal(targets, found);
        return [.. targets];
    }

    private static object Key(in MatchTarget target) => (object?)target.Group ?? target.Session;

    private static object Key(Subscription subscription) => (object?)subscription.Group ?? subscription.Session;

    private static void FillMembers(List<MatchTarget> targets, List<Subscription> found)
    {
        ILookup<SharedGroup?, Subscription> members = found.ToLookup(subscription => subscription.Group);
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i].Group is { } group)
                targets[i] = targets[i] with { Members = [.. members[group]] };
        }
    }

    private static void FillLocal(List<MatchTarget> targets, List<Subscription> found)
    {
        ILookup<Session, Subscription> others = found.Where(s => s.Group is null && !s.NoLocal).ToLookup(s => s.Session);
        ILookup<Session, Subscription> excluding = found.Where(s => s.Group is null && s.NoLocal).ToLookup(s => s.Session);
        for (int i = 0; i < targets.Count; i++)
        {
            Session session = targets[i].Session;
            if (targets[i].Group is null && others.Contains(session) && excluding.Contains(session))
                targets[i] = targets[i] with { Local = Merge([.. others[session]]) };
        }
    }
}
