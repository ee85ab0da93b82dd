namespace Telemetry.Worker.SelfWatch;

/// <summary>What an open incident of Telemetry itself says, and when it has to say something else.</summary>
internal sealed class ToldTrouble
{
    /// <summary>Nobody reads what changes more often.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(1);

    /// <summary>Of its age, so that the history of what changes for days stays short.</summary>
    private const int PartOfAge = 20;

    private readonly HashSet<string> _subjects;
    private readonly TimeProvider _time;
    private readonly long _since;
    private long _changedAt;
    private long _linedAt;
    private string _attributes;
    private string _words;

    /// <param name="incident">It.</param>
    /// <param name="attributes">What it says.</param>
    /// <param name="trouble">What is wrong.</param>
    /// <param name="subjects">Those whom it was about when it was opened, or at the start of the worker.</param>
    /// <param name="time">A clock that nobody sets.</param>
    public ToldTrouble(string incident, string attributes, string trouble, IEnumerable<string> subjects, TimeProvider time)
    {
        (Incident, _attributes, _words, _subjects, _time) = (incident, attributes, Words(trouble), [.. subjects], time);
        _since = _changedAt = _linedAt = time.GetTimestamp();
    }

    /// <summary>The incident's id.</summary>
    public string Incident { get; }

    /// <summary>What is to be written of the trouble as it is now; null for nothing.</summary>
    /// <param name="trouble">What is wrong.</param>
    /// <param name="subjects">What it is about.</param>
    public ToldChange? Follow(string trouble, IReadOnlyCollection<string> subjects)
    {
        long now = _time.GetTimestamp();
        string attributes = OwnIncident.Attributes(trouble);
        string[] more = [.. subjects.Where(subject => !_subjects.Contains(subject))];
        if ((attributes == _attributes && more.Length == 0) || _time.GetElapsedTime(_changedAt, now) < AtMost)
            return null;
        bool isLine = more.Length > 0
            || (Words(trouble) != _words && _time.GetElapsedTime(_linedAt, now) >= Longer(AtMost, _time.GetElapsedTime(_since, now) / PartOfAge));
        return new ToldChange(attributes, trouble, isLine, more);
    }

    /// <summary>It was written.</summary>
    public void Take(ToldChange change)
    {
        _changedAt = _time.GetTimestamp();
        _attributes = change.Attributes;
        _subjects.UnionWith(change.More);
        if (!change.IsLine)
            return;
        _linedAt = _changedAt;
        _words = Words(change.Trouble);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Without figures: by how much more it is wrong is not another trouble.</summary>
    private static string Words(string trouble) => string.Concat(trouble.Where(c => !char.IsAsciiDigit(c)));
}
